"""What staff do to an order, step by step, and what to do next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.ledger import shown_balance
from orders.mails.expectations import (
    lacks_payment,
    payment_deadline,
    shown_moment,
    waits_for_money,
    was_refused,
    where_to_act,
)
from orders.models import Order, Return
from orders.models.delivery import known_deliveries
from orders.prices.quote import ZERO
from orders.providers.methods import payment_method
from orders.services import confirm_order, deliver_order, ship_order
from orders.status import Status
from shop.money import format_money


@dataclass(frozen=True, slots=True)
class Step:
    """A step along an order's life: the service, its button, and what was done.

    `waits_for_money`: not for an order that is to be paid first, and is not.
    """

    name: str
    status: str
    service: Callable[..., Order]
    label: Any
    done: Callable[[int], str]
    waits_for_money: bool = False

    def take(self, order: Order, reason: str) -> Order:
        """Take the order this step further, if it does not wait for its money."""
        if self.waits_for_money:
            return self.service(order_id=order.pk, reason=reason, only_paid=True)
        return self.service(order_id=order.pk, reason=reason)

    def label_for(self, order: Order) -> str:
        """Return the words of its button on the order's page."""
        if order.is_collected and self.status in _FOR_COLLECTION:
            return str(_FOR_COLLECTION[self.status][0])
        return str(self.label)

    def done_for(self, orders: Iterable[Order]) -> Callable[[int], str]:
        """Return what says how many of the orders were taken further."""
        is_collected = any(order.is_collected for order in orders)
        if is_collected and self.status in _FOR_COLLECTION:
            return _FOR_COLLECTION[self.status][1]
        return self.done


def _confirmed(count: int) -> str:
    return ngettext(
        "%(count)d order is confirmed. It waits to be shipped.",
        "%(count)d orders are confirmed. They wait to be shipped.",
        count,
    ) % {"count": count}


def _shipped(count: int) -> str:
    return ngettext(
        "%(count)d order is on its way.", "%(count)d orders are on their way.", count
    ) % {"count": count}


def _sent_or_ready(count: int) -> str:
    return ngettext(
        "%(count)d order is ready to be collected.",
        "%(count)d orders are on their way or ready to be collected.",
        count,
    ) % {"count": count}


def _delivered(count: int) -> str:
    return ngettext(
        "%(count)d order is delivered.", "%(count)d orders are delivered.", count
    ) % {"count": count}


def _delivered_or_collected(count: int) -> str:
    return ngettext(
        "%(count)d order is collected.",
        "%(count)d orders are delivered or collected.",
        count,
    ) % {"count": count}


# The words of a step for orders of which no parcel leaves: its button, what was done.
_FOR_COLLECTION: dict[str, tuple[Any, Callable[[int], str]]] = {
    Status.SHIPPED: (gettext_lazy("Ready to be collected"), _sent_or_ready),
    Status.DELIVERED: (gettext_lazy("Mark as collected"), _delivered_or_collected),
}
CONFIRM = Step(
    "confirm",
    Status.CONFIRMED,
    confirm_order,
    gettext_lazy("Confirm order"),
    _confirmed,
    waits_for_money=True,
)
SHIP = Step(
    "ship",
    Status.SHIPPED,
    ship_order,
    gettext_lazy("Mark as shipped"),
    _shipped,
    waits_for_money=True,
)
DELIVER = Step(
    "deliver",
    Status.DELIVERED,
    deliver_order,
    gettext_lazy("Mark as delivered"),
    _delivered,
)

STEPS = {step.name: step for step in (CONFIRM, SHIP, DELIVER)}
NEXT_STEP: dict[str, Step] = {
    Status.PENDING: CONFIRM,
    Status.CONFIRMED: SHIP,
    Status.SHIPPED: DELIVER,
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What an order needs now: a headline, a sentence, and maybe a step.

    `is_open`: somebody has to do something, be it without a step of its own.
    """

    title: str
    text: str
    step: Step | None
    is_open: bool
    # That the order is to be paid first and is not: how much, and until when.
    unpaid: str = ""

    @property
    def sends_parcel(self) -> bool:
        """Whether the step is a parcel, which has a page of its own."""
        return self.step is SHIP


def advise(order: Order, *, pieces: int, may_refund: bool = True) -> Advice:
    """Return what to do with the order now. Reads its payments, refunds, returns."""
    if order.status not in Status.values:
        return _lost(order)
    step = NEXT_STEP.get(order.status)
    if step is SHIP and not pieces:
        step = None
    after = None if step else _returns(order) or _money(order, may_refund)
    title, text = after or _words(order, pieces)
    unpaid = _unpaid(order) if step and lacks_payment(order) else ""
    return Advice(title, text, step, is_open=bool(step or after), unpaid=unpaid)


def _unpaid(order: Order) -> str:
    names = {"due": format_money(order.due, order.currency)}
    if order.status != Status.PENDING:
        return _("Not paid yet: %(due)s is still to pay.") % names
    deadline = payment_deadline(order)
    names["deadline"] = shown_moment(deadline)
    if deadline < timezone.now():
        text = _("Not paid yet: %(due)s. It was due by %(deadline)s.")
        return text % names
    text = _(
        "Not paid yet: %(due)s is due by %(deadline)s. After that the order is "
        "cancelled automatically."
    )
    return text % names


def _lost(order: Order) -> Advice:
    """Return what to do with an order in a status that orders do not have."""
    text = _(
        "Its status, “%(status)s”, is not one an order can have. Run the data checks."
    )
    title = _("Find out what happened to this order")
    return Advice(title, text % {"status": order.status}, None, is_open=True)


def _returns(order: Order) -> tuple[str, str] | None:
    """Return what its returns ask for, the one first that waits for us."""
    numbers: dict[str, str] = {}
    for row in order.returns.all():
        granted = [one for one in order.refunds.all() if one.returned_id == row.pk]
        numbers["here" if row.waits_for_refund(granted) else row.status] = row.number
    if number := numbers.get(Return.Status.REQUESTED):
        text = _("Return %(number)s waits for your answer. Open it below.")
        return _("Answer the customer"), text % {"number": number}
    number = numbers.get("here")
    if number and shown_balance(order).creditable > 0:
        text = _("Return %(number)s is here and not refunded yet. Open it below.")
        return _("Refund what came back"), text % {"number": number}
    if number := numbers.get(Return.Status.APPROVED):
        text = _(
            "Return %(number)s is approved. Open it below when the parcel arrives."
        )
        return _("Wait for the return"), text % {"number": number}
    if number := numbers.get(Return.Status.PARTLY):
        text = _(
            "Part of return %(number)s is here. Open it below when the rest comes, "
            "or to say that nothing more is coming."
        )
        return _("Wait for the rest of the return"), text % {"number": number}
    return None


def _money(order: Order, may_refund: bool) -> tuple[str, str] | None:
    """Return what its money asks for, where nothing else is to be done."""
    refunds = [
        one for one in order.refunds.all() if one.moves_money and not one.is_done
    ]
    if refunds:
        by_hand = [refund for refund in refunds if refund.by_hand]
        amount = sum((refund.amount for refund in by_hand or refunds), ZERO)
        names = {"amount": format_money(amount, order.currency)}
        if not by_hand:
            return _("Wait for the provider"), _(
                "The provider refunds %(amount)s to the customer automatically."
            ) % names
        if not may_refund:
            return _("Wait for the refund"), _(
                "%(amount)s goes back to the customer. A colleague who may refund pays "
                "it out."
            ) % names
        return _("Pay the refund out"), _(
            "%(amount)s goes back to the customer. Click the amount under Money, "
            "transfer it, and mark it as paid out."
        ) % names
    now = shown_balance(order)
    names = {"amount": format_money(abs(now.due), order.currency)}
    if now.is_overpaid and not may_refund:
        return _("Wait for the refund"), _(
            "The customer paid %(amount)s more than the order costs. A colleague "
            "who may refund pays it back."
        ) % names
    if now.is_overpaid:
        return _("Refund the difference"), _(
            "The customer paid %(amount)s more than the order costs."
        ) % names
    if now.due > 0 and order.source != Order.Source.IMPORT:
        return _("Wait for the payment"), _(
            "%(amount)s is still to pay. Record it when it arrives."
        ) % names
    return None


def _words(order: Order, pieces: int) -> tuple[str, str]:
    shipping = known_deliveries().get(order.shipping_method)
    names = {
        "pieces": ngettext("%(count)d piece", "%(count)d pieces", pieces)
        % {"count": pieces},
        "shipping": shipping.label if shipping else _("the usual way"),
    }
    if waits_for_money(order):
        return _words_before_payment(order)
    if order.status == Status.PENDING:
        return _("Check the order and confirm it"), _(
            "Check the address and the lines. The pieces are already reserved."
        )
    if order.status == Status.CONFIRMED:
        return _words_to_pack(order, pieces, names)
    if order.status == Status.SHIPPED and order.is_collected:
        return _("Wait until it is collected"), _(
            "The customer knows that it is ready. Mark it as collected when they have "
            "come for it."
        )
    if order.status == Status.SHIPPED:
        return _("Wait until it arrives"), _(
            "Mark it as delivered when the carrier or the customer says it has arrived."
        )
    if order.status == Status.CANCELLED:
        text = _("Its pieces are back in stock.")
        if any(line.taken_off_quantity for line in order.lines.all()):
            text = _(
                "Its pieces are back in stock, except those that were broken or "
                "missing."
            )
        return _("Nothing to do: cancelled"), text
    return _("Nothing to do"), _("This order is complete.")


def _words_before_payment(order: Order) -> tuple[str, str]:
    if not payment_method(order.payment_method).automatic:
        return _("Wait for the payment, then confirm"), _(
            "Look for the transfer in the bank account. Once it has arrived, record "
            "it under Money. That also confirms the order."
        )
    if was_refused(order):
        return _("Ask the customer how they would like to pay"), _(
            "The provider did not take the money. Record a payment that comes "
            "another way, or cancel the order."
        )
    if where_to_act(order):
        return _("Wait for the customer to confirm the payment"), _(
            "Their bank or card provider asks them to, and we sent them a mail. The "
            "order is then confirmed automatically."
        )
    return _("Wait for the provider"), _(
        "The provider takes the money automatically, and the order is then confirmed."
    )


def _words_to_pack(order: Order, pieces: int, names: dict[str, Any]) -> tuple[str, str]:
    if not pieces:
        return _("Nothing is left to send"), _(
            "Everything was sent, refunded or cancelled. The repair in the data "
            "checks finishes the order."
        )
    if lacks_payment(order):
        return _("Wait for the payment, then send"), _(
            "The order was confirmed before it was paid. Record the payment when it "
            "arrives. To hand over %(pieces)s anyway, say why on the next page."
        ) % names
    if order.is_collected:
        return _("Get it ready for collection"), _(
            "Pack %(pieces)s. Then click “Ready to be collected”: the customer gets a "
            "mail."
        ) % names
    if order.is_partly_shipped:
        return _("Pack and send the rest"), _(
            "Still to pack: %(pieces)s. Delivery: %(shipping)s."
        ) % names
    return _("Pack and ship it"), _("Pack %(pieces)s. Delivery: %(shipping)s.") % names

"""What staff do to an order, step by step, and what to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orders.expectations import waits_for_money, was_refused
from orders.methods import PAYMENT, SHIPPING
from orders.models import Order, Return
from orders.payments import shown_standing
from orders.pricing import ZERO
from orders.services import confirm_order, deliver_order, ship_order
from orders.status import Status
from shop.money import format_money


@dataclass(frozen=True, slots=True)
class Step:
    """A step along an order's life: the service, its button, and what was done."""

    name: str
    service: Callable[..., Order]
    label: Any
    done: Callable[[int], str]


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


def _delivered(count: int) -> str:
    return ngettext(
        "%(count)d order is delivered.", "%(count)d orders are delivered.", count
    ) % {"count": count}


CONFIRM = Step("confirm", confirm_order, gettext_lazy("Confirm order"), _confirmed)
SHIP = Step("ship", ship_order, gettext_lazy("Mark as shipped"), _shipped)
DELIVER = Step("deliver", deliver_order, gettext_lazy("Mark as delivered"), _delivered)

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

    @property
    def sends_parcel(self) -> bool:
        """Whether the step is a parcel, which has a page of its own."""
        return self.step is SHIP


def advise(order: Order, *, pieces: int) -> Advice:
    """Return what to do with the order now. Reads its payments, refunds, returns."""
    if order.status not in Status.values:
        return _lost(order)
    step = NEXT_STEP.get(order.status)
    if step is SHIP and not pieces:
        step = None
    after = None if step else _returns(order) or _money(order)
    title, text = after or _words(order, pieces)
    return Advice(title, text, step, is_open=bool(step or after))


def _lost(order: Order) -> Advice:
    """Return what to do with an order in a status that orders do not have."""
    text = _("Its status, “%(status)s”, is none that orders have. Run the data checks.")
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
    if number and shown_standing(order).creditable > 0:
        text = _("Return %(number)s is here and not refunded yet. Open it below.")
        return _("Refund what came back"), text % {"number": number}
    if number := numbers.get(Return.Status.APPROVED):
        text = _("Return %(number)s is approved. Open it below when it is here.")
        return _("Wait for the return"), text % {"number": number}
    if number := numbers.get(Return.Status.PARTLY):
        text = _(
            "A part of return %(number)s is here. Open it below when the rest comes, "
            "or to say that nothing more is coming."
        )
        return _("Wait for the rest of the return"), text % {"number": number}
    return None


def _money(order: Order) -> tuple[str, str] | None:
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
                "It gives %(amount)s back to the customer by itself."
            ) % names
        return _("Pay the refund out"), _(
            "%(amount)s goes back to the customer. Click the amount under Money, "
            "transfer it, and mark it as paid out."
        ) % names
    now = shown_standing(order)
    names = {"amount": format_money(abs(now.due), order.currency)}
    if now.is_overpaid:
        return _("Refund what is too much"), _(
            "%(amount)s more than the order costs was paid."
        ) % names
    if now.due > 0 and order.source != Order.Source.IMPORT:
        return _("Wait for the payment"), _(
            "%(amount)s is still to pay. Record it when it arrives."
        ) % names
    return None


def _words(order: Order, pieces: int) -> tuple[str, str]:
    payment = PAYMENT.get(order.payment_method)
    shipping = SHIPPING.get(order.shipping_method)
    names = {
        "pieces": ngettext("%(count)d piece", "%(count)d pieces", pieces)
        % {"count": pieces},
        "shipping": shipping.label if shipping else _("the usual way"),
    }
    waits = waits_for_money(order)
    is_automatic = bool(payment and payment.automatic)
    if waits and is_automatic and was_refused(order):
        return _("Ask how the customer would like to pay"), _(
            "The provider took no money. Record a payment that comes another way, or "
            "cancel the order."
        )
    if waits and is_automatic:
        return _("Wait for the provider"), _(
            "It takes the money by itself, and the order is confirmed then."
        )
    if waits:
        return _("Wait for the payment, then confirm"), _(
            "Look for the transfer on the bank account. Once it has arrived, record it "
            "under Money: that confirms the order too."
        )
    if order.status == Status.PENDING:
        return _("Check the order and confirm it"), _(
            "Look at address and lines. The pieces are already set aside."
        )
    if order.status == Status.CONFIRMED:
        return _words_to_pack(order, pieces, names)
    if order.status == Status.SHIPPED:
        return _("Wait until it arrives"), _(
            "Mark it as delivered when the carrier says so or the customer writes."
        )
    if order.status == Status.CANCELLED:
        text = _("Its pieces are back in stock.")
        if any(line.taken_off_quantity for line in order.lines.all()):
            text = _("Its pieces are back in stock, but for broken or missing ones.")
        return _("Nothing to do: cancelled"), text
    return _("Nothing to do"), _("This order is complete.")


def _words_to_pack(order: Order, pieces: int, names: dict[str, Any]) -> tuple[str, str]:
    shipping = SHIPPING.get(order.shipping_method)
    if not pieces:
        return _("Nothing is left to send"), _(
            "Everything was sent, refunded or cancelled. A repair of the data checks "
            "brings the order to its end."
        )
    if shipping and not shipping.needs_address:
        return _("Get it ready for collection"), _(
            "Pack %(pieces)s. Once it is handed over, record it with “Send a parcel”."
        ) % names
    if order.is_partly_shipped:
        return _("Pack and send the rest"), _(
            "Still to pack: %(pieces)s. Delivery: %(shipping)s."
        ) % names
    return _("Pack and ship it"), _("Pack %(pieces)s. Delivery: %(shipping)s.") % names

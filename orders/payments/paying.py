"""Money that arrives: it is booked once, and moves the order along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.queue import outbox
from database.transactions import retry_on_conflict
from orders.errors import InvalidOrder
from orders.ledger import Balance
from orders.ledger.entries import record, reserved, settle
from orders.ledger.refunds import give_back_what_is_held
from orders.ledger.steps import Step, passing
from orders.life.going_on import go_on
from orders.mails.telling import tell_payment_received
from orders.models import Order, Payment, PaymentEntry
from orders.providers import PaymentMethod, payment_method
from orders.status import Status
from shop.money import format_money

Kind = PaymentEntry.Kind


@retry_on_conflict()
def record_payment(
    *,
    order_id: UUID,
    amount: Decimal,
    reference: str,
    note: str = "",
    occurred_at: datetime | None = None,
) -> Order:
    """Book a payment that staff saw arrive; the same reference counts once.

    Confirms an order that waited for its money. Raises PaymentRefused.
    """
    order = Order.objects.locked(order_id)
    entry = receive(
        order,
        Kind.CAPTURED,
        amount,
        provider=payment_method(order.payment_method).booked_by_hand_as,
        reference=reference,
        note=note,
        occurred_at=occurred_at,
    )
    if entry:
        shown = format_money(amount, order.currency)
        log_operation(
            "orders.record_payment",
            f"{shown} booked for order {order.number}.",
            order=order.number,
            amount=str(amount),
            reference=reference,
        )
    return Order.objects.get(pk=order_id)


@dataclass(frozen=True, slots=True)
class Tender:
    """A part of what an order costs, and the way in which it is paid."""

    method: PaymentMethod
    amount: Decimal


def ask_for_money(order: Order, tenders: Sequence[Tender] = ()) -> Order:
    """Begin the payment of an order that was placed just now; return what it became.

    Where providers take the money, write down with the order what to ask each for after
    commit. Without `tenders`, all of it is paid the order's own way. A free order waits
    for nothing. Raises InvalidOrder for tenders that are not the order's total.
    """
    if order.total <= 0:
        return go_on(order, _("There is nothing to pay.")) or order
    own = payment_method(order.payment_method)
    tenders = tenders or [Tender(own, order.total)]
    _check_tenders(order, tenders)
    for tender in tenders:
        if tender.method.provider:
            _open_charge(order, tender)
    return order


def _check_tenders(order: Order, tenders: Sequence[Tender]) -> None:
    amounts = [tender.amount for tender in tenders]
    codes = {tender.method.code for tender in tenders}
    if min(amounts) <= 0 or sum(amounts) != order.total:
        raise InvalidOrder(_("The parts of the payment do not add up to the total."))
    if len(codes) < len(tenders):
        raise InvalidOrder(_("Each way to pay can be chosen once."))


def _open_charge(order: Order, tender: Tender) -> None:
    code, name = tender.method.code, f"order-{order.number}"
    payment = Payment.objects.create(
        order=order,
        provider=code,
        # Each charge has a name of its own, the order's own way the shortest.
        reference=name if code == order.payment_method else f"{name}-{code}",
        amount=tender.amount,
        currency=order.currency,
    )
    outbox.put("charge", key=f"charge:{payment.pk}", payment_id=str(payment.pk))
    passing(Step.OPENED, payment.reference)


def receive(
    order: Order,
    kind: str,
    amount: Decimal,
    *,
    provider: str,
    reference: str,
    currency: str = "",
    note: str = "",
    occurred_at: datetime | None = None,
) -> PaymentEntry | None:
    """Book a movement of money under the order's lock, and let the order follow.

    None if it was booked before: then nothing follows again.
    """
    entry = record(
        order,
        kind,
        amount,
        provider=provider,
        reference=reference,
        currency=currency,
        note=note,
        occurred_at=occurred_at,
    )
    if entry is None:
        return None
    now = settle(order)
    if kind in (Kind.CAPTURED, Kind.AUTHORISED):
        Payment.objects.filter(order=order, provider=provider).no_longer_ask()
    if kind == Kind.CAPTURED:
        _follow(order, entry, now)
    elif kind == Kind.AUTHORISED:
        _go_on_if_covered(order, now)
    return entry


def _follow(order: Order, entry: PaymentEntry, now: Balance) -> None:
    """Confirm what is paid, thank for it, or send back what comes too late."""
    if order.status == Status.CANCELLED:
        give_back_what_is_held(
            order,
            key=f"late:{entry.pk}",
            reason=_("The order was cancelled before the payment arrived."),
        )
        return
    moved = _go_on_if_covered(order, now)
    tell_payment_received(moved or order, entry, now)


def _go_on_if_covered(order: Order, now: Balance) -> Order | None:
    """Let the order go on once nothing is due that is not reserved for us."""
    if now.is_paid:
        return go_on(order, _("Paid in full."))
    if now.due <= reserved(order):
        return go_on(order, _("The money is reserved."))
    return None

"""What an order's money does when the order moves on."""

from django.utils.translation import gettext as _

from database.queue import outbox
from orders.ledger import balance_of
from orders.ledger.entries import record, settle
from orders.ledger.refunds import give_back_what_is_held
from orders.models import Order, Payment, PaymentBalance, PaymentEntry
from orders.providers import payment_method
from orders.status import Status

Kind = PaymentEntry.Kind


def let_money_follow(order: Order) -> None:
    """Do what the new status means for the order's money, in its transaction."""
    if order.status == Status.CANCELLED:
        _ask(order, "void")
        if PaymentBalance.objects.filter(order=order).exists():
            _give_back(order)
    elif order.status == Status.SHIPPED:
        _ask(order, "capture")
    elif order.status == Status.DELIVERED:
        _take_cash(order)


def _ask(order: Order, what: str) -> None:
    """Queue the end of a charge whose money was not taken: taking it, or letting go."""
    for payment in Payment.objects.filter(order=order):
        entries = PaymentEntry.objects.filter(order=order, provider=payment.provider)
        sums = entries.sums()
        is_set_aside = sums[Kind.AUTHORISED] > sums[Kind.VOIDED]
        if not sums[Kind.CAPTURED] and (is_set_aside or what == "void"):
            outbox.put(what, key=f"{what}:{payment.pk}", payment_id=str(payment.pk))


def _give_back(order: Order) -> None:
    locked = Order.objects.locked(order.pk)
    settle(locked)
    give_back_what_is_held(
        locked, key=f"cancelled:{order.pk}", reason=_("The order was cancelled.")
    )


def _take_cash(order: Order) -> None:
    """Book what the carrier took. Delivery is payment, so no mail thanks for it."""
    method = payment_method(order.payment_method)
    if not method.paid_on_delivery:
        return
    locked = Order.objects.locked(order.pk)
    due = balance_of(locked).due
    if due > 0:
        reference = f"delivery-{order.number}"
        provider = method.booked_as
        record(locked, Kind.CAPTURED, due, provider=provider, reference=reference)
        settle(locked)

"""Refunds as staff decide them and carry them out."""

from uuid import UUID

from django.utils.translation import gettext as _

from database.audit import log_operation
from database.transactions import retry_on_conflict
from orders.errors import RefundRefused
from orders.models import Order, Refund
from orders.payments.refunds import Wish, grant
from orders.services.charging import finish
from orders.services.paying import go_on_without_money
from shop.money import format_money


@retry_on_conflict()
def refund_order(*, order_id: UUID, wish: Wish) -> Refund:
    """Grant a refund, with its credit note; the same key grants it once.

    Never more than came in: whoever refunds waits for the order's lock and counts what
    the one before him left. An order that waited for its money goes on where nothing is
    due any more. Raises RefundRefused and changes nothing.
    """
    order = Order.objects.locked(order_id)
    refund = grant(order, wish)
    go_on_without_money(order)
    log_operation(
        "orders.refund",
        f"{format_money(refund.value, refund.currency)} refunded for order "
        f"{order.number}: {refund.reason}",
        order=order.number,
        amount=str(refund.amount),
        credited=str(refund.credited),
        way=refund.method,
    )
    return refund


def known_refund(*, order_id: UUID, key: str) -> Refund | None:
    """Return the refund that a form with this key led to, if it was sent before."""
    return Refund.objects.filter(order=order_id, key=key).first()


@retry_on_conflict()
def mark_refund_paid(*, refund_id: UUID) -> Refund:
    """Book a refund that somebody carried out at the bank or the till.

    One that its provider refused is booked as a transfer. Who books it again gets the
    first answer. Raises RefundRefused where somebody else carried it out already: then
    the money may have gone twice; and where its provider does.
    """
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    order = Order.objects.locked(refund.order_id)
    refund = Refund.objects.select_related("order", "entry").get(pk=refund_id)
    names = {"refund": str(refund)}
    if refund.entry and refund.entry.is_ours:
        return refund
    if refund.is_done:
        text = _("The refund %(refund)s is carried out already.")
        raise RefundRefused(text % names)
    if not refund.by_hand:
        text = _("The provider carries out the refund %(refund)s by itself.")
        raise RefundRefused(text % names)
    if refund.error:
        refund.note(method=Refund.Method.BANK, provider="bank_transfer")
    finish(order, refund, refund.provider_reference)
    log_operation(
        "orders.refund_paid",
        f"The refund {refund} was carried out.",
        order=order.number,
        amount=str(refund.amount),
    )
    return refund

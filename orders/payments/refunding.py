"""Refunds as staff decide them and carry them out."""

from uuid import UUID

from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.transactions import retry_on_conflict
from orders.errors import RefundRefused
from orders.ledger.refunds import Wish, grant, granted_before
from orders.life.going_on import (
    end_if_nothing_is_left,
    go_on_without_money,
    tell_cancelled,
)
from orders.life.taking_off import take_off, unsent_of
from orders.mails.telling import tell_lowered, tell_taken_off
from orders.models import Order, Refund
from orders.payments.charging import finish
from orders.providers.methods import BankTransfer
from orders.status import Status
from shop.money import format_money


@retry_on_conflict()
def refund_order(*, order_id: UUID, wish: Wish) -> Refund:
    """Grant a refund, with its credit note; the same key grants it once.

    Never more than came in: whoever refunds waits for the order's lock and counts what
    the one before left. Pieces that were not sent are taken off the order, back into
    stock unless `wish.unsellable` names their line, and an order with nothing left to
    send comes to its end. One that waited for its money goes on where nothing is due
    any more. Raises RefundRefused and changes nothing.
    """
    order = Order.objects.locked(order_id)
    if known := granted_before(order, wish.key):
        return known
    unsent = unsent_of(order, wish)
    refund = grant(order, wish)
    rows = take_off(
        order, unsent, unsellable=wish.unsellable, refund=refund, reason=refund.reason
    )
    ended = end_if_nothing_is_left(order)
    if rows and ended.status == Status.CANCELLED:
        tell_cancelled(ended, refund.reason)
    elif rows:
        tell_taken_off(ended, rows, refund, refund.reason)
    elif not refund.moves_money:
        tell_lowered(ended, refund)
    go_on_without_money(ended)
    log_operation(
        "orders.refund",
        f"{format_money(refund.value, refund.currency)} refunded for order "
        f"{order.number}: {refund.reason}",
        order=order.number,
        amount=str(refund.amount),
        credited=str(refund.credited),
        way=refund.method,
        taken_off=sum(unsent.values()),
    )
    return refund


def known_refund(*, order_id: UUID, key: str) -> Refund | None:
    """Return the refund that a form with this key led to, if it was sent before."""
    return Refund.objects.filter(order=order_id, key=key).first()


@retry_on_conflict()
def mark_refund_paid(*, refund_id: UUID) -> Refund:
    """Book a refund that somebody carried out at the bank or the till.

    One that its provider refused is booked as a transfer. Who books it again gets the
    first answer. Raises RefundRefused if somebody else carried it out already: then
    the money may have gone twice; and where its provider does.
    """
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    order = Order.objects.locked(refund.order_id)
    refund = Refund.objects.select_related("order", "entry").get(pk=refund_id)
    names = {"refund": str(refund)}
    if refund.entry and refund.entry.is_ours:
        return refund
    if refund.is_done:
        text = _("The refund %(refund)s has already been carried out.")
        raise RefundRefused(text % names)
    if not refund.by_hand:
        text = _("The provider carries out the refund %(refund)s automatically.")
        raise RefundRefused(text % names)
    if refund.error:
        refund.note(method=Refund.Method.BANK, provider=BankTransfer.code)
    finish(order, refund, refund.provider_reference)
    log_operation(
        "orders.refund_paid",
        f"The refund {refund} was carried out.",
        order=order.number,
        amount=str(refund.amount),
    )
    return refund

"""Moving an order along its life: one guarded UPDATE, one StatusChange."""

from typing import Any
from uuid import UUID

from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders import mails
from orders.errors import IllegalStatus, NotPaid
from orders.ledger.following import let_money_follow
from orders.mails.expectations import lacks_payment
from orders.models import Order, OrderNote, StatusChange
from orders.status import Status, may_follow
from shop.money import format_money


@retry_on_conflict()
def confirm_order(
    *, order_id: UUID, reason: str = "", only_paid: bool = False
) -> Order:
    """Accept a pending order and tell the customer.

    Raises IllegalStatus and UnknownOrder; with `only_paid` also NotPaid, for an order
    that is to be paid before it is sent.
    """
    if only_paid:
        refuse_unpaid(Order.objects.locked(order_id))
    order = move(order_id, Status.CONFIRMED, reason)
    mails.mail("order_confirmed", order)
    return order


def move(order_id: UUID, status: str, reason: str = "", **fields: Any) -> Order:
    """Give the order a new status inside the caller's transaction, and record who did.

    `fields` are written with it. The row is updated only where the status is still the
    one that was read, so that of two rivals one wins; the other gets IllegalStatus.
    """
    order = Order.objects.known(order_id)
    old = order.status
    if not may_follow(old, status):
        raise IllegalStatus(order.number, old, status)
    rows = Order.objects.filter(pk=order_id, status=old)
    if not rows.update(status=status, **fields, **touched()):
        order.refresh_from_db()
        raise IllegalStatus(order.number, order.status, status)
    StatusChange.objects.create(
        order=order, from_status=old, to_status=status, reason=reason.strip()[:200]
    )
    order.refresh_from_db()
    let_money_follow(order)
    return order


def refuse_unpaid(order: Order) -> None:
    """Raise NotPaid for an order that waits for its money; its row is locked."""
    if lacks_payment(order):
        raise NotPaid(order.number, format_money(order.due, order.currency))


def keep_reason(order: Order, reason: str) -> None:
    """Keep why something was done that left the order's status as it was, as a note."""
    if text := reason.strip():
        OrderNote.objects.create(order=order, text=text)

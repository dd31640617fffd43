"""Cancelling an order, and giving its stock back exactly once."""

from collections.abc import Collection
from types import EllipsisType
from uuid import UUID

from django.utils import timezone

from database.transactions import retry_on_conflict
from orders import mails
from orders.errors import OwnerChanged, PartlyShipped
from orders.life.progress import move
from orders.life.stock_of_orders import moves_back
from orders.models import Order
from orders.status import CANCELLABLE, Status
from shop.services import stock


@retry_on_conflict()
def cancel_order(
    *,
    order_id: UUID,
    reason: str = "",
    shown_customer: UUID | EllipsisType | None = ...,
) -> Order:
    """Cancel a pending or confirmed order, put its stock back, tell the customer.

    With `shown_customer`, whom the caller saw as its owner (None: a guest), an order
    that was moved meanwhile is left alone. Raises UnknownOrder, OwnerChanged and
    IllegalStatus, even if a part of it is on its way (PartlyShipped).
    """
    order = cancel(order_id, reason, shown_customer)
    # The reason stays among staff: it was not written for the customer.
    mails.mail("order_cancelled", order, reason="")
    return order


def pieces_to_return(orders: Collection[Order]) -> dict[UUID, int]:
    """Return how many pieces cancelling each order would put back into stock.

    One query besides the lines, however many orders there are.
    """
    moves = moves_back([order for order in orders if order.is_cancellable])
    return {
        order.pk: sum(move.quantity for move in moves.get(order.pk, ()))
        for order in orders
    }


def cancel(
    order_id: UUID, reason: str, shown_customer: UUID | EllipsisType | None = ...
) -> Order:
    """Cancel inside the caller's transaction. Raises what `cancel_order` raises.

    Under the order's lock, so that no parcel leaves while it is looked for one.
    """
    locked = Order.objects.locked(order_id)
    if shown_customer not in (..., locked.customer_id):
        raise OwnerChanged(locked.number)
    if locked.status in CANCELLABLE and locked.is_partly_shipped:
        raise PartlyShipped(locked.number, locked.status)
    order = move(order_id, Status.CANCELLED, reason, cancelled_at=timezone.now())
    stock.return_stock(moves_back([order])[order.pk])
    return order

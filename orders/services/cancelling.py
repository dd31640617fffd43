"""Cancelling an order, and giving its stock back exactly once."""

from collections.abc import Collection
from types import EllipsisType
from uuid import UUID

from django.utils import timezone

from database.transactions import retry_on_conflict
from orders import emails
from orders.errors import OwnerChanged, PartlyShipped
from orders.models import Order
from orders.services.progress import move
from orders.status import CANCELLABLE, Status
from shop.models import StockMovement
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
    IllegalStatus, also where a part of it is on its way (PartlyShipped).
    """
    order = cancel(order_id, reason, shown_customer)
    emails.mail("order_cancelled", order)
    return order


def pieces_to_return(orders: Collection[Order]) -> dict[UUID, int]:
    """Return how many pieces cancelling each order would put back into stock.

    One query besides the lines, however many orders there are.
    """
    moves = {order.pk: _moves(order) for order in orders if order.is_cancellable}
    taken = _taken([move for rows in moves.values() for move in rows])
    return {
        order.pk: sum(
            move.quantity for move in moves.get(order.pk, ()) if move.reference in taken
        )
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
    stock.return_stock(_moves_to_return(order))
    return order


def _moves_to_return(order: Order) -> list[stock.Move]:
    moves = _moves(order)
    sold = _taken(moves)
    return [taken for taken in moves if taken.reference in sold]


def _moves(order: Order) -> list[stock.Move]:
    return [
        stock.Move(line.product_id, line.quantity, line.stock_reference)
        for line in order.lines.all()
    ]


def _taken(moves: Collection[stock.Move]) -> set[str | None]:
    """Return the lines that did take stock: imported ones did not."""
    return set(
        StockMovement.objects.filter(
            reason=StockMovement.Reason.SALE,
            reference__in=[taken.reference for taken in moves],
        ).values_list("reference", flat=True)
    )

"""The stock that orders took, and what of it a cancellation gives back."""

from collections.abc import Collection, Iterable
from uuid import UUID

from orders.models import Line, Order
from shop.models import StockMovement
from shop.services import stock


def moves_back(orders: Iterable[Order]) -> dict[UUID, list[stock.Move]]:
    """Return what cancelling each order puts back into stock: what is still on it.

    Pieces that were taken off gave theirs back, or are gone. One query besides the
    lines, however many orders there are.
    """
    lines = {order.pk: list(order.lines.all()) for order in orders}
    sold = lines_that_took_stock([one for rows in lines.values() for one in rows])
    return {
        order: [
            stock.Move(line.product_id, line.kept_quantity, line.stock_reference)
            for line in rows
            if line.pk in sold and line.kept_quantity
        ]
        for order, rows in lines.items()
    }


def lines_that_took_stock(lines: Collection[Line]) -> set[UUID]:
    """Return which lines took stock: imported ones did not."""
    if not lines:
        return set()
    taken = StockMovement.objects.filter(
        reason=StockMovement.Reason.SALE,
        reference__in=[line.stock_reference for line in lines],
    )
    names = set(taken.values_list("reference", flat=True))
    return {line.pk for line in lines if line.stock_reference in names}

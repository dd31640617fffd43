"""Which pieces were sent, and which of them are still with the customer."""

from collections import Counter
from uuid import UUID

from orders.models import Line, Order, ReturnArrival
from orders.status import Status

SENT = (Status.SHIPPED, Status.DELIVERED)


def pieces_sent(order: Order, line: Line) -> int:
    """Return how many pieces of the line were sent.

    Imported orders have no parcels: where they are sent, all of them is.
    """
    imported = order.source == Order.Source.IMPORT and order.status in SENT
    return line.kept_quantity if imported else line.shipped_quantity


def still_out(order: Order) -> dict[UUID, int]:
    """Return how many pieces of each line were sent and did not come back."""
    came: Counter[UUID] = Counter()
    rows = ReturnArrival.objects.filter(returned__order=order).order_by()
    for line, pieces in rows.values_list("line", "quantity"):
        came[line] += pieces
    return {
        line.pk: pieces_sent(order, line) - came[line.pk] for line in order.lines.all()
    }


def everything_is_back(order: Order) -> bool:
    """Tell whether every piece that was sent came back."""
    return not any(still_out(order).values())

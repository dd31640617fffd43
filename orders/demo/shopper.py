"""What the demo's shopper ordered: one order in each state that there is to see. Pure.

`orders.demo.book` writes it down, and `orders.demo.examples` does what happens today.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from orders.demo.history import Sale
from orders.providers.methods import BankTransfer, Invoice
from orders.status import Status

Steps = Iterable[tuple[Status, int, int]]
TRANSFER, INVOICE = BankTransfer.code, Invoice.code
# Days ago, way to pay, basket, and the steps after the first: status, days ago, hour.
_ORDERS: tuple[tuple[int, str, tuple[tuple[str, int], ...], Steps], ...] = (
    (
        296,
        INVOICE,
        (("MM-KIT-0101", 2), ("MM-HOM-0101", 1)),
        (
            (Status.CONFIRMED, 295, 9),
            (Status.SHIPPED, 294, 11),
            (Status.DELIVERED, 292, 10),
        ),
    ),
    # Came back as a whole, and was refunded.
    (
        171,
        TRANSFER,
        (("MM-HOM-0201", 1),),
        (
            (Status.CONFIRMED, 170, 9),
            (Status.SHIPPED, 169, 14),
            (Status.DELIVERED, 167, 12),
            (Status.RETURNED, 159, 10),
        ),
    ),
    (
        96,
        INVOICE,
        (("MM-GAR-0101", 1), ("MM-GAR-0301", 3)),
        ((Status.CANCELLED, 96, 22),),
    ),
    # Delivered: one with a return under way, one that can still come back.
    (
        16,
        INVOICE,
        (("MM-KIT-0103", 2), ("MM-DSK-0101", 1)),
        (
            (Status.CONFIRMED, 15, 9),
            (Status.SHIPPED, 14, 15),
            (Status.DELIVERED, 12, 11),
        ),
    ),
    (
        8,
        TRANSFER,
        (("MM-BTH-0101", 3), ("MM-BTH-0201", 2)),
        (
            (Status.CONFIRMED, 7, 10),
            (Status.SHIPPED, 6, 13),
            (Status.DELIVERED, 4, 9),
        ),
    ),
    # On its way.
    (
        3,
        INVOICE,
        (("MM-KIT-0302", 4), ("MM-HOM-0102", 1)),
        ((Status.CONFIRMED, 2, 9), (Status.SHIPPED, 1, 14)),
    ),
    # A part of it leaves today.
    (
        2,
        INVOICE,
        (("MM-GAR-0201", 1), ("MM-DSK-0201", 2)),
        ((Status.CONFIRMED, 1, 10),),
    ),
    # Waits for its money.
    (1, TRANSFER, (("MM-HOM-0301", 1), ("MM-KIT-0102", 2)), ()),
)
EVENING = 20


def shopper_sales(until: datetime) -> list[Sale]:
    """Return the sales to the shopper, oldest first."""
    sales = []
    for number, (days, method, basket, steps) in enumerate(_ORDERS):
        placed = _at(until, days, EVENING) + timedelta(minutes=7 * number)
        later = [
            (status, _at(until, ago, hour) + timedelta(minutes=11 + 7 * number))
            for status, ago, hour in steps
        ]
        sales.append(
            Sale(
                placed_at=placed,
                line_count=len(basket),
                is_guest=False,
                payment_method=method,
                steps=((Status.PENDING, placed), *later),
                basket=basket,
            )
        )
    return sales


def _at(until: datetime, days: int, hour: int) -> datetime:
    day = until - timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)

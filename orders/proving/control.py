"""The control: the same race without the guard, which has to be lost.

A race that nobody can lose proves nothing. `read_check_write` is what a shop does that
does not think of two buyers at once.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from uuid import UUID

from shop.models import Product
from shop.services import stock


def leave_the_guard_open() -> None:
    """Sell without the guard in this process from now on. Never in a real shop."""
    stock.guarded_take = read_check_write()  # type: ignore[assignment]


def read_check_write(
    meeting: Barrier | None = None,
) -> Callable[[UUID, int], int | None]:
    """Return a `guarded_take` that writes what it computed from what it had read.

    Rivals who share a `meeting` have all read before the first of them writes.
    """

    def take(product_id: UUID, quantity: int) -> int | None:
        left = Product.objects.get(pk=product_id).stock_quantity
        if left < quantity:
            return None
        if meeting:
            # Broken where the rival is kept out until this transaction ends.
            with suppress(BrokenBarrierError):
                meeting.wait(timeout=1)
        left -= quantity
        Product.objects.filter(pk=product_id).update(stock_quantity=left)
        return left

    return take

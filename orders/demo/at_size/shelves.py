"""The stock of a year, movement by movement, with what each leaves behind."""

from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from orders.demo.at_size.batch import Batch
from orders.demo.at_size.purchases import By
from orders.demo.stock import BATCH, LOW
from shop.models import Product, StockMovement

Reason = StockMovement.Reason

AHEAD = timedelta(hours=3)


class Comeback(NamedTuple):
    """Pieces that come back onto a shelf, once it is time."""

    at: datetime
    # Tells those of the same moment apart.
    reference: str
    place: int
    pieces: int
    reason: str
    by: By


class Shelves:
    """What is left of each product, known by its place in the assortment.

    Movements are written in the order of time, so that each one's balance follows from
    the one before; what happens later waits until then.
    """

    def __init__(self, batch: Batch, clerk: By) -> None:
        self._batch, self._clerk = batch, clerk
        self._keys: list[UUID] = []
        self._left: list[int] = []
        self._sold: list[int] = []
        self._last: list[datetime] = []
        self._later: list[Comeback] = []

    def open(self, product: Product) -> None:
        """Add a shelf for a new product, with its first delivery."""
        place, at = len(self._keys), product.created_at.astimezone(UTC)
        self._keys.append(product.pk)
        self._left.append(0)
        self._sold.append(0)
        self._last.append(at)
        name = f"opening:{product.pk}"
        self._move(place, BATCH, Reason.OPENING, name, at, self._clerk)

    def take(self, place: int, pieces: int, *, name: str, at: datetime, by: By) -> None:
        """Sell pieces now; before the shelf runs low, a delivery comes."""
        if self._left[place] - pieces < LOW:
            earlier = max(at - AHEAD, self._last[place])
            note = _("Delivery from the maker")
            size = max(BATCH, pieces)
            self._move(
                place, size, Reason.ADJUSTMENT, None, earlier, self._clerk, note=note
            )
        self._sold[place] += pieces
        self._move(place, -pieces, Reason.SALE, name, at, by)

    def bring_later(self, comeback: Comeback) -> None:
        """Put pieces back once it is time."""
        heappush(self._later, comeback)

    def catch_up(self, now: datetime) -> None:
        """Put back what was to come until now."""
        while self._later and self._later[0].at <= now:
            one = heappop(self._later)
            self._sold[one.place] -= one.pieces
            self._move(one.place, one.pieces, one.reason, one.reference, one.at, one.by)

    def figures(self) -> list[Product]:
        """Return the products with their stock and what was sold of each."""
        figures = zip(self._keys, self._left, self._sold, strict=True)
        return [
            Product(pk=key, stock_quantity=left, sales_count=sold)
            for key, left, sold in figures
        ]

    def _move(
        self,
        place: int,
        delta: int,
        reason: str,
        name: str | None,
        at: datetime,
        by: By,
        *,
        note: str = "",
    ) -> None:
        left = self._left[place] = self._left[place] + delta
        self._last[place] = at
        key = self._keys[place]
        self._batch.add(StockMovement, key, delta, reason, name, note, left, at, *by)

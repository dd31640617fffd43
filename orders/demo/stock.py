"""The stock of the demo's year: opened, filled up by deliveries, and counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from orders.demo.doers import Doers
from shop.models import Product, StockMovement

Reason = StockMovement.Reason
# Pieces of a delivery, and what is left on the shelf when somebody orders one.
BATCH, LOW = 60, 12


class Move(NamedTuple):
    """A change of a product's stock that is still to be booked."""

    at: datetime
    delta: int
    reason: str
    reference: str | None
    note: str = ""
    # The columns that name who did it.
    by: Mapping[str, Any] = {}


Sold = tuple[Product, Move]


def write_stock(
    products: Sequence[Product],
    sold: Sequence[Sold],
    left: Mapping[UUID, int],
    doers: Doers,
) -> None:
    """Book every move, and the deliveries that made it possible, product by product.

    `left` says what is in stock in the end.
    """
    moves: dict[UUID, list[Move]] = defaultdict(list)
    for product, move in sold:
        moves[product.pk].append(move)
    rows = []
    for product in products:
        name = f"opening:{product.pk}"
        opening = Move(product.created_at, 0, Reason.OPENING, name)
        in_order = sorted(moves[product.pk], key=attrgetter("at", "delta"))
        booked = with_deliveries(in_order, left[product.pk], opening)
        product.stock_quantity = 0
        for move in booked:
            product.stock_quantity += move.delta
            rows.append(_row(product, move, move.by or doers.member("fulfilment")))
    rows.sort(key=lambda row: row.created_at)
    StockMovement.objects.bulk_create(rows, batch_size=500)
    Product.objects.bulk_update(products, ["stock_quantity", "sales_count"])


def with_deliveries(moves: Sequence[Move], left: int, opening: Move) -> list[Move]:
    """Return the moves with an opening and deliveries, so that `left` remain. Pure.

    A delivery comes when the shelf gets low and more is going to be sold. Pieces of an
    order that was cancelled later were away for a while, so a little too much may
    arrive: a stocktake takes that off again.
    """
    worst = _lowest_from(moves)
    stock = first = min(left - worst[0], left + BATCH)
    booked = [opening._replace(delta=first)]
    for move, lowest in zip(moves, worst, strict=False):
        # What the shelf has to hold now, lest it ever runs short.
        missing = left - lowest - stock
        if missing > 0 and stock + move.delta < LOW:
            batch = max(min(BATCH, missing), -move.delta - stock)
            at = max(move.at - timedelta(hours=3), booked[-1].at)
            note = _("Delivery from the maker")
            booked.append(Move(at, batch, Reason.ADJUSTMENT, None, note))
            stock += batch
        booked.append(move)
        stock += move.delta
    if rest := left - stock:
        at = booked[-1].at + timedelta(minutes=1)
        note = _("Stocktake") if rest < 0 else _("Delivery from the maker")
        booked.append(Move(at, rest, Reason.ADJUSTMENT, None, note))
    return booked


def _lowest_from(moves: Sequence[Move]) -> list[int]:
    """Return, for each place, how low the sum of the moves from there on ever gets."""
    lowest = [0]
    for move in reversed(moves):
        lowest.append(min(0, move.delta + lowest[-1]))
    return lowest[::-1]


def _row(product: Product, move: Move, by: Mapping[str, Any]) -> StockMovement:
    return StockMovement(
        product=product,
        delta=move.delta,
        reason=move.reason,
        reference=move.reference,
        note=move.note,
        balance_after=product.stock_quantity,
        created_at=move.at,
        **by,
    )

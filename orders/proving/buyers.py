"""Buyers who order again and again until they are refused."""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.db import OperationalError, connection

from database.races.race import Deadlocks
from database.transactions import is_conflict
from orders.errors import KeyInFlight, OutOfStock
from orders.services import place_order

# How often a buyer tries again where the database asks them to.
PATIENCE = 20


@dataclass
class Tally:
    """How it went for some buyers: pieces sold, orders, refusals, what broke.

    `busy` counts how often somebody was asked to try again in a moment, and did.
    """

    sold: int = 0
    orders: int = 0
    refused: int = 0
    errors: tuple[str, ...] = ()
    deadlocks: int = 0
    busy: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.sold + other.sold,
            self.orders + other.orders,
            self.refused + other.refused,
            self.errors + other.errors,
            self.deadlocks + other.deadlocks,
            self.busy + other.busy,
        )


def buy_until_refused(
    shelf: Sequence[UUID], *, lines: int = 1, most: int = sys.maxsize
) -> Tally:
    """Order one piece each of `lines` products of the shelf, until nothing is left.

    Which ones, and in which order, is drawn for every order. What was refused as sold
    out is not asked for again. Buyers are guests without an address to mail to; one
    who meets an error goes home.
    """
    tally, deadlocks, wanted = Tally(), Deadlocks(), list(shelf)
    with connection.execute_wrapper(deadlocks):
        while wanted and tally.orders < most and not tally.errors:
            basket = random.sample(wanted, min(lines, len(wanted)))
            try:
                _order(basket, tally)
            except OutOfStock as refusal:
                gone = {shortage.product_id for shortage in refusal.missing}
                wanted = [product_id for product_id in wanted if product_id not in gone]
                tally += Tally(refused=1)
            except Exception as error:
                tally += Tally(errors=(f"{type(error).__name__}: {error}",))
            else:
                tally += Tally(sold=len(basket), orders=1)
    return tally + Tally(deadlocks=deadlocks.count)


def _order(basket: Sequence[UUID], tally: Tally) -> None:
    """Order as a shopper does: who is asked to try again does, with the same key."""
    order = partial(
        place_order,
        customer=None,
        lines=dict.fromkeys(basket, 1),
        idempotency_key=str(uuid4()),
        visitor_id=str(uuid4()),
    )
    for _attempt in range(PATIENCE):
        try:
            order()
        except KeyInFlight:
            tally.busy += 1
        except OperationalError as error:
            if not is_conflict(error):
                raise
            tally.busy += 1
        else:
            return
    order()

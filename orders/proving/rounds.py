"""The rounds of the proof, each for a shelf of its own in a scratch database."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

from database.races.race import (
    Crowd,
    crowd,
    deadlocks_of_server,
    refuse_without_rivals,
    refuse_without_room,
)
from database.races.scratch import scratch_database
from orders.proving.books import ledger_agrees, pieces_left, pieces_ordered
from orders.proving.buyers import Tally, buy_until_refused
from orders.proving.control import leave_the_guard_open
from shop.services import adjust_stock
from shop.services.catalogue import publish_product
from shop.services.drafts import create_drafts

# Products on the shelf for each line of an order: enough to draw from.
CHOICE = 10

Track = Callable[[Iterable[int]], Iterable[int]]


@dataclass(frozen=True)
class Plan:
    """Who races for what: so many pieces of each product on the shelf."""

    buyers: int
    units: int
    rounds: int
    lines: int = 1
    control: bool = False

    @property
    def products(self) -> int:
        """Return how many products there are to buy: one, or some to draw from."""
        return 1 if self.lines == 1 else CHOICE * self.lines

    @property
    def pieces(self) -> int:
        """Return what a round has to sell: this many, and not one more."""
        return self.units * self.products


@dataclass(frozen=True)
class Round:
    """How one round ended, and whether the books agree with it."""

    tally: Tally
    left: int
    ledger_ok: bool
    seconds: float


@dataclass(frozen=True)
class Proof:
    """All rounds, and the deadlocks of all of them."""

    rounds: list[Round]
    deadlocks: int


@dataclass(frozen=True)
class _Draft:
    sku: str
    name: str
    price: Decimal = Decimal("10.00")


def prove(plan: Plan, *, track: Track) -> Proof:
    """Race in a scratch database, which is dropped at the end, and return every round.

    `track` is shown the rounds as they pass. Raises Refused, Unavailable, NotSupported.
    """
    if plan.control:
        refuse_without_rivals()
    with scratch_database("prove") as name:
        refuse_without_room(plan.buyers)
        with crowd(name, plan.buyers) as buyers:
            if plan.control:
                buyers.tell(leave_the_guard_open)
            rounds = list(_race(plan, buyers, track))
        counted = sum(round_.tally.deadlocks for round_ in rounds)
        return Proof(rounds, max(counted, deadlocks_of_server()))


def _race(plan: Plan, buyers: Crowd, track: Track) -> Iterator[Round]:
    # Without the guard stock may come back, and a buyer would never be refused: three
    # times the pieces are enough to see it.
    most = max(10, -(-3 * plan.pieces // plan.buyers)) if plan.control else sys.maxsize
    for number in track(range(1, plan.rounds + 1)):
        shelf = _fill_shelf(plan, number)
        buyer = partial(buy_until_refused, shelf, lines=plan.lines, most=most)
        began = time.perf_counter()
        tally = sum(buyers.race(buyer), Tally())
        seconds = time.perf_counter() - began
        ordered, left = pieces_ordered(shelf), pieces_left(shelf)
        agrees = ledger_agrees(*shelf) and ordered == tally.sold
        yield Round(tally, left, agrees, seconds)


def _fill_shelf(plan: Plan, number: int) -> list[UUID]:
    """Put the products of a round on sale, through the shop's own services."""
    drafts = [
        _Draft(sku=f"PROOF-{number}-{place}", name=f"Product {place} of round {number}")
        for place in range(1, plan.products + 1)
    ]
    shelf = [product.pk for product in create_drafts(drafts=drafts)]
    for product_id in shelf:
        publish_product(product_id=product_id)
        adjust_stock(product_id=product_id, delta=plan.units, reason="For the proof")
    return shelf

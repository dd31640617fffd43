"""A believable year of orders: seasons, weekdays, growth, and what became of each.

Pure: it decides who buys what and when. `orders.demo.seeding` writes it down.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from orders.status import Status

DAYS = 365
ORDERS_A_DAY = 5.3
# Monday to Sunday: people buy on Sunday evenings and hardly on Saturdays.
WEEKDAYS = (1.1, 1.0, 0.95, 0.95, 0.9, 0.8, 1.3)
# January to December: presents before Christmas, quiet in January and August.
MONTHS = (0.7, 0.8, 0.95, 1.05, 1.1, 1.0, 0.9, 0.8, 0.95, 1.05, 1.35, 1.5)

# The shares of orders that are cancelled, and that come back.
CANCELLED_SHARE, RETURNED_SHARE = 0.05, 0.02


@dataclass(frozen=True, slots=True)
class Sale:
    """One order to come: when, how many different products, and its fate."""

    placed_at: datetime
    line_count: int
    is_guest: bool
    shipping_method: str
    payment_method: str
    # (status, time) from the first to the last.
    steps: tuple[tuple[str, datetime], ...]

    @property
    def status(self) -> str:
        return self.steps[-1][0]

    @property
    def cancelled_at(self) -> datetime | None:
        return dict(self.steps).get(Status.CANCELLED)


def invent_sales(until: datetime, random: Random) -> list[Sale]:
    """Return about 2,000 sales of the year before `until`, oldest first."""
    sales = []
    for age in range(DAYS, -1, -1):
        day = until - timedelta(days=age)
        for minute in _minutes(day, age, random):
            placed = day.replace(hour=0, minute=0, second=0, microsecond=0)
            placed += timedelta(minutes=minute, seconds=random.randint(0, 59))
            if placed < until:
                sales.append(_invent(placed, until, random))
    return sorted(sales, key=lambda sale: sale.placed_at)


def _minutes(day: datetime, age: int, random: Random) -> Iterator[int]:
    """Return the minutes of the day at which somebody orders."""
    growth = 0.8 + 0.4 * (DAYS - age) / DAYS
    expected = ORDERS_A_DAY * growth * WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]
    for _ in range(_poisson(expected, random)):
        hour = random.triangular(6, 24, 19)
        yield min(int(hour * 60), 24 * 60 - 1)


def _poisson(expected: float, random: Random) -> int:
    """Return a Poisson number by Knuth's method (TAOCP 2, 3.4.1)."""
    limit, count, product = math.exp(-expected), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def _invent(placed: datetime, until: datetime, random: Random) -> Sale:
    prepaid = random.random() < 0.3
    return Sale(
        placed_at=placed,
        line_count=random.choices((1, 2, 3, 4, 5), (38, 30, 18, 9, 5))[0],
        is_guest=random.random() < 0.25,
        shipping_method=random.choices(("standard", "express", "pickup"), (78, 14, 8))[
            0
        ],
        payment_method="bank_transfer" if prepaid else "invoice",
        steps=tuple(_steps(placed, until, prepaid, random)),
    )


def _steps(
    placed: datetime, until: datetime, prepaid: bool, random: Random
) -> Iterator[tuple[str, datetime]]:
    """Yield what became of the order, as far as there was time for it."""
    yield Status.PENDING, placed
    fate = random.random()
    confirmed = placed + _hours(random, *((12, 60) if prepaid else (0.5, 10)))
    if fate < CANCELLED_SHARE:
        if confirmed < until:
            yield Status.CANCELLED, confirmed
        return
    path = [
        (Status.CONFIRMED, confirmed),
        (Status.SHIPPED, confirmed + _hours(random, 4, 40)),
    ]
    path.append((Status.DELIVERED, path[-1][1] + _hours(random, 24, 110)))
    if fate > 1 - RETURNED_SHARE:
        path.append((Status.RETURNED, path[-1][1] + _hours(random, 48, 300)))
    for status, time in path:
        if time >= until:
            return
        yield status, time


def _hours(random: Random, least: float, most: float) -> timedelta:
    return timedelta(hours=random.uniform(least, most))


def pick(weights: Sequence[float], count: int, random: Random) -> list[tuple[int, int]]:
    """Return (index, quantity) of `count` different things, heavy ones more often."""
    chosen: dict[int, int] = {}
    while len(chosen) < min(count, len(weights)):
        index = random.choices(range(len(weights)), weights)[0]
        chosen.setdefault(index, random.choices((1, 2, 3, 4, 6), (66, 20, 7, 5, 2))[0])
    return list(chosen.items())

"""A believable year of orders: seasons, weekdays, growth, and what became of each.

Pure: it decides who buys what and when. `orders.demo.seeding` writes it down.
"""

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from django.conf import settings

from orders.providers.methods import BankTransfer, CashOnDelivery, Invoice
from orders.status import Status

T = TypeVar("T")
DAYS = 365
ORDERS_A_DAY = 5.3
# Monday to Sunday: people buy on Sunday evenings and hardly on Saturdays.
WEEKDAYS = (1.1, 1.0, 0.95, 0.95, 0.9, 0.8, 1.3)
# January to December: presents before Christmas, quiet in January and August.
MONTHS = (0.7, 0.8, 0.95, 1.05, 1.1, 1.0, 0.9, 0.8, 0.95, 1.05, 1.35, 1.5)

# The shares of orders that are cancelled, and that come back.
CANCELLED_SHARE, RETURNED_SHARE = 0.05, 0.02
GUEST_SHARE = 0.4
# Of a hundred orders so many are paid this way or one before it, and have so many
# lines or fewer.
WAYS_TO_PAY = (Invoice.code, BankTransfer.code, CashOnDelivery.code)
WAYS_SUMMED = (63, 93, 100)
LINE_COUNTS, COUNTS_SUMMED = (1, 2, 3, 4, 5), (38, 68, 86, 95, 100)
# How many hours ago orders were placed that wait for their transfers.
WAITING = (34, 27, 20, 14, 9, 5)
# The shop and the carriers work from eight to six, and rest on Sundays.
OPENS, CLOSES, SUNDAY = 8, 18, 6


@dataclass(frozen=True, slots=True)
class Sale:
    """One order to come: when, how many different products, and its fate."""

    placed_at: datetime
    line_count: int
    is_guest: bool
    payment_method: str
    # (status, time) from the first to the last.
    steps: tuple[tuple[str, datetime], ...]
    # The SKUs and pieces, where they are not left to chance.
    basket: tuple[tuple[str, int], ...] = ()

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
                sales.append(invent_sale(placed, until, random))
    return sorted(sales, key=lambda sale: sale.placed_at)


def waiting_sales(until: datetime, random: Random) -> list[Sale]:
    """Return the sales of the last days whose transfers have not arrived, in turn."""
    return [
        Sale(
            placed_at=(placed := until - timedelta(hours=hours)),
            line_count=random.randint(1, 3),
            is_guest=bool(number % 2),
            payment_method=BankTransfer.code,
            steps=((Status.PENDING, placed),),
        )
        for number, hours in enumerate(WAITING)
    ]


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


def invent_sale(placed: datetime, until: datetime, random: Random) -> Sale:
    """Return a sale of that time, and what became of it until then."""
    way_to_pay = one_of(WAYS_TO_PAY, WAYS_SUMMED, random)
    prepaid = way_to_pay == BankTransfer.code
    return Sale(
        placed_at=placed,
        line_count=one_of(LINE_COUNTS, COUNTS_SUMMED, random),
        is_guest=random.random() < GUEST_SHARE,
        payment_method=way_to_pay,
        steps=tuple(_steps(placed, until, prepaid, random)),
    )


def one_of(things: Sequence[T], summed: Sequence[float], random: Random) -> T:
    """Return one of the things, by weights that are summed up.

    What `random.choices` would return, which takes five times as long for one.
    """
    return things[bisect(summed, random.random() * summed[-1], 0, len(things) - 1)]


def _steps(
    placed: datetime, until: datetime, prepaid: bool, random: Random
) -> Iterator[tuple[str, datetime]]:
    """Yield what became of the order, as far as there was time for it."""
    yield Status.PENDING, placed
    fate = random.random()
    if fate < CANCELLED_SHARE:
        # Not paid in time, or called off by the customer soon after.
        expired = placed + timedelta(seconds=settings.ORDER_EXPIRES_AFTER, minutes=7)
        cancelled = expired if prepaid else placed + _hours(random, 0.1, 4)
        if cancelled < until:
            yield Status.CANCELLED, cancelled
        return
    confirmed = _at_work(
        placed + _hours(random, *((10, 30) if prepaid else (0.2, 3))), random
    )
    shipped = _at_work(confirmed + _hours(random, 1, 26), random)
    delivered = _at_work(shipped + _hours(random, 20, 90), random)
    path = [
        (Status.CONFIRMED, confirmed),
        (Status.SHIPPED, shipped),
        (Status.DELIVERED, delivered),
    ]
    if fate > 1 - RETURNED_SHARE:
        returned = _at_work(delivered + _hours(random, 72, 300), random)
        path.append((Status.RETURNED, returned))
    for status, time in path:
        if time >= until:
            return
        yield status, time


def _at_work(time: datetime, random: Random) -> datetime:
    """Return the time, or one of the next morning at which somebody works."""
    day = time + timedelta(days=time.hour >= CLOSES)
    day += timedelta(days=day.weekday() == SUNDAY)
    if day == time and time.hour >= OPENS:
        return time
    return day.replace(hour=OPENS, minute=0) + timedelta(minutes=random.uniform(1, 90))


def _hours(random: Random, least: float, most: float) -> timedelta:
    return timedelta(hours=random.uniform(least, most))


def pick(weights: Sequence[float], count: int, random: Random) -> list[tuple[int, int]]:
    """Return (index, quantity) of `count` different things, heavy ones more often."""
    chosen: dict[int, int] = {}
    while len(chosen) < min(count, len(weights)):
        index = random.choices(range(len(weights)), weights)[0]
        chosen.setdefault(index, random.choices((1, 2, 3, 4, 6), (66, 20, 7, 5, 2))[0])
    return list(chosen.items())

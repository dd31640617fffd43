"""When the orders of a year are placed, and who has an account by then. Pure."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from django.utils import timezone

from orders.demo.history import DAYS, MONTHS, WEEKDAYS

HOUR, YEAR = timedelta(hours=1), timedelta(days=DAYS)
# Nobody orders before six; most do at seven in the evening.
FIRST, BUSIEST, LAST = 6, 19, 24
# The share of customers who came before the year, and in which time they came.
OLD, BEFORE = 0.3, timedelta(days=60)
TIME_TO_LOOK = timedelta(minutes=20)


def placing_times(count: int, until: datetime, random: Random) -> Iterator[datetime]:
    """Yield when each of so many orders is placed, oldest first, none after `until`.

    Each hour of the year has its share, by season, weekday and time of day.
    """
    start = until.astimezone(UTC) - YEAR
    hours = [start + HOUR * number for number in range(DAYS * 24)]
    summed = [*accumulate(_weight(hour, until) for hour in hours)]
    done = 0
    for hour, share in zip(hours, summed, strict=True):
        here = round(count * share / summed[-1]) - done
        done += here
        for part in sorted(random.random() for _ in range(here)):
            yield hour + HOUR * part


def _weight(hour: datetime, until: datetime) -> float:
    """Return how many orders come in an hour, relative to the others."""
    middle = timezone.localtime(hour + HOUR / 2)
    time = middle.hour + middle.minute / 60
    if time < FIRST:
        return 0.0
    up, down = (time - FIRST) / (BUSIEST - FIRST), (LAST - time) / (LAST - BUSIEST)
    growth = 1.2 - 0.4 * (until - hour) / YEAR
    return (
        min(up, down) * growth * WEEKDAYS[middle.weekday()] * MONTHS[middle.month - 1]
    )


def joining_times(
    orders: int, customers: int, until: datetime, random: Random
) -> Iterator[datetime]:
    """Yield when each customer opens an account, oldest first.

    Some came before the year, the others shortly before the order at which
    `customers_by` counts them first.
    """
    old, start = _old(customers), until - YEAR
    for place in range(old):
        yield start - BEFORE * (1 - place / old) - TIME_TO_LOOK
    late = customers - old
    wanted = (number * orders // late for number in range(late))
    following = next(wanted, None)
    for serial, at in enumerate(placing_times(orders, until, random)):
        while serial == following:
            yield at - TIME_TO_LOOK
            following = next(wanted, None)


def customers_by(serial: int, orders: int, customers: int) -> int:
    """Return how many customers there are when this order is placed."""
    old = _old(customers)
    return old + math.ceil((serial + 1) * (customers - old) / orders)


def _old(customers: int) -> int:
    """Return how many of the customers came before the year."""
    return int(customers * OLD)

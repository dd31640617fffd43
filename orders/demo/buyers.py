"""Who buys how often: most people once or twice, a few all the time. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from accounts.demo.people import Person
from orders.demo.history import Sale

# Of a thousand people with an account, how many order so often in a year.
WITH_ACCOUNT = dict(
    zip(
        (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20),
        (400, 230, 130, 75, 50, 35, 30, 22, 12, 8, 5, 3),
        strict=True,
    )
)
WITHOUT = {1: 870, 2: 100, 3: 25, 4: 5}
# Accounts that never ordered, for each that did.
ONLY_LOOKING = 0.05


def assign_buyers(
    sales: Sequence[Sale], people: Iterator[Person], random: Random
) -> list[Person]:
    """Return who buys in each sale; guests come back less often than customers."""
    kinds: list[bool] = [sale.is_guest for sale in sales]
    streams = {
        is_guest: _visits(kinds.count(is_guest), often, people, random)
        for is_guest, often in ((False, WITH_ACCOUNT), (True, WITHOUT))
    }
    return [next(streams[is_guest]) for is_guest in kinds]


def _visits(
    count: int, often: Mapping[int, int], people: Iterator[Person], random: Random
) -> Iterator[Person]:
    """Yield so many visits in the order of time.

    Each person has a first visit somewhere in the year, and the others after it.
    """
    visits: list[tuple[float, Person]] = []
    while len(visits) < count:
        person, first = next(people), random.random()
        visits.append((first, person))
        times = random.choices([*often], [*often.values()])[0]
        visits += [(random.uniform(first, 1), person) for _ in range(times - 1)]
    visits.sort(key=lambda visit: visit[0])
    return (person for _at, person in visits[:count])


def joining_times(
    sales: Sequence[Sale],
    buyers: Sequence[Person],
    people: Iterator[Person],
    until: datetime,
    random: Random,
) -> dict[Person, datetime]:
    """Return when each account was opened: before its first order, or for nothing."""
    joined: dict[Person, datetime] = {}
    for sale, buyer in zip(sales, buyers, strict=True):
        if not sale.is_guest and buyer not in joined:
            joined[buyer] = sale.placed_at - _time_to_look(random)
    for person in islice(people, round(len(joined) * ONLY_LOOKING)):
        joined[person] = until - timedelta(days=random.uniform(1, 360))
    return joined


def _time_to_look(random: Random) -> timedelta:
    """Return how long somebody has an account before they first order."""
    if random.random() < 0.7:
        return timedelta(minutes=random.uniform(5, 40))
    return timedelta(days=random.uniform(1, 60))

"""The primary takes connections and packets and never answers: nobody waits for it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import pytest

from tests.chaos.cluster import Cluster
from tests.faults.asking import PAGES, ask, until_ready

pytestmark = [pytest.mark.thorough, pytest.mark.postgresql]
PEOPLE = 12  # more than there are threads
SILENCE = 12.0  # seconds
# These read products; the others may need only the categories, which a process keeps.
SELLING = ("/", "/search/?q=a")
KEPT_SECONDS = 5.0
# Other work on the machine adds to some runs' figures; the answers hold in every run.
TRIES = 3
LONGEST = 5.0  # seconds for an answer, and until the shop is well again


@dataclass(frozen=True)
class Seen:
    """What people met, and when what was done.

    A visit is (page, began, status, seconds).
    """

    visits: list[tuple[str, float, int, float]]
    freezing: float
    frozen: float
    thawed: float
    well_after: float
    alive: tuple[int, float]
    ready: tuple[int, float]

    def between(
        self, start: float, end: float, pages: tuple[str, ...] = PAGES
    ) -> set[int]:
        """Return the statuses of the visits that lie between two moments."""
        return {
            status
            for page, began, status, seconds in self.visits
            if start < began and began + seconds < end and page in pages
        }

    @property
    def slowest(self) -> float:
        times = [self.alive[1], self.ready[1], self.well_after]
        return max(times + [seconds for *_met, seconds in self.visits])


def freeze_and_thaw(cluster: Cluster, shop: str) -> Seen:
    """Let twelve people browse while the server is stopped for a while."""
    closing = Event()

    def browse(number: int) -> list[tuple[str, float, int, float]]:
        page, visits = PAGES[number % len(PAGES)], []
        while not closing.is_set():
            began = time.monotonic()
            visits.append((page, began, *ask(shop, page)))
            closing.wait(0.2)
        return visits

    with ThreadPoolExecutor(PEOPLE) as crowd:
        people = [crowd.submit(browse, number) for number in range(PEOPLE)]
        closing.wait(2)
        freezing = time.monotonic()
        cluster.freeze()
        frozen = time.monotonic()
        try:
            closing.wait(LONGEST)
            alive, ready = ask(shop, "/healthz"), ask(shop, "/readyz")
            closing.wait(SILENCE - LONGEST)
        finally:
            cluster.thaw()
            thawed = time.monotonic()
        well_after = until_ready(shop, thawed)
        closing.wait(2)
        closing.set()
        visits = [visit for person in people for visit in person.result()]
    return Seen(visits, freezing, frozen, thawed, well_after, alive, ready)


def test_what_needs_the_server_is_503_in_time_and_the_shop_comes_back(cluster, shop):
    for _try in range(TRIES):
        seen = freeze_and_thaw(cluster, shop)

        assert seen.between(0, seen.freezing) == {200}
        assert seen.between(seen.frozen, seen.thawed, SELLING) == {503}
        assert seen.between(seen.frozen + KEPT_SECONDS, seen.thawed) == {503}
        assert seen.between(seen.frozen, seen.thawed) <= {200, 503}
        assert seen.between(seen.thawed + seen.well_after, seen.thawed + 600) == {200}
        assert (seen.alive[0], seen.ready[0]) == (200, 503)
        if seen.slowest < LONGEST:
            break
    assert seen.slowest < LONGEST


def test_sessions_that_fall_silent_alone_are_given_up(cluster, shop):
    """The storage of some sessions hangs, while the server still takes new ones."""
    cluster.freeze_sessions()
    try:
        with ThreadPoolExecutor(PEOPLE) as crowd:
            answers = list(crowd.map(lambda page: ask(shop, page), PAGES * 6))
        time.sleep(1)
        later = [ask(shop, page)[0] for page in PAGES]
    finally:
        cluster.thaw()

    assert {status for status, _seconds in answers} <= {200, 503}
    assert max(seconds for _status, seconds in answers) < LONGEST
    assert later == [200] * len(PAGES)

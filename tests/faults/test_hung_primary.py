"""The primary takes connections and packets and never answers: nobody waits for it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.concurrency.server import serve

pytestmark = [pytest.mark.thorough, pytest.mark.postgresql]
WORKERS, THREADS = 2, 4
PEOPLE = 12  # more than there are threads
SILENCE = 12.0  # seconds
LONGEST = 5.0  # seconds for an answer, and until the shop is well again
PAGES = ("/", "/search/?q=a", "/basket/", "/account/login/")


@pytest.fixture
def shop(cluster, tmp_path) -> Iterator[str]:
    """Give the address of gunicorn with two workers of four threads."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
        "DB_POOL_MIN_SIZE": "2",
        "DB_POOL_MAX_SIZE": "8",
        "REDIS_URL": "",
    }
    with serve(cluster.url, tmp_path, **variables) as server:
        for _number in range(4 * WORKERS):
            for page in PAGES:
                assert ask(server.address, page)[0] == 200
        yield server.address


def ask(address: str, path: str) -> tuple[int, float]:
    """Return status and seconds; 0 where nobody answered within 30 s."""
    place, began = urlsplit(address), time.monotonic()
    line = HTTPConnection(place.hostname, place.port, timeout=30)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    except OSError:
        return 0, time.monotonic() - began
    finally:
        line.close()


def test_every_page_is_503_in_time_and_the_shop_comes_back(cluster, shop):
    closing = Event()

    def browse(number: int) -> list[tuple[float, int, float]]:
        seen = []
        while not closing.is_set():
            began = time.monotonic()
            seen.append((began, *ask(shop, PAGES[number % len(PAGES)])))
            closing.wait(0.1)
        return seen

    with ThreadPoolExecutor(PEOPLE) as crowd:
        visits = [crowd.submit(browse, number) for number in range(PEOPLE)]
        closing.wait(2)
        frozen = time.monotonic()
        cluster.freeze()
        try:
            closing.wait(LONGEST)
            alive = ask(shop, "/healthz")
            ready = ask(shop, "/readyz")
            closing.wait(SILENCE - LONGEST)
        finally:
            cluster.thaw()
            thawed = time.monotonic()
        well = until_ready(shop, thawed)
        closing.wait(2)
        closing.set()
        seen = sorted(visit for person in visits for visit in person.result())

    assert (alive[0], ready[0]) == (200, 503)
    assert max(alive[1], ready[1]) < 1
    meanwhile = [v for v in seen if frozen < v[0] < thawed - LONGEST]
    assert {status for _began, status, _seconds in meanwhile} == {503}
    assert max(seconds for _began, _status, seconds in seen) < LONGEST
    assert well < LONGEST
    after = [v for v in seen if v[0] > thawed + LONGEST]
    assert {status for _began, status, _seconds in after} <= {200}
    before = [v for v in seen if v[0] + v[2] < frozen]
    assert {status for _began, status, _seconds in before} == {200}


def until_ready(shop: str, since: float) -> float:
    """Return the seconds until every worker says that it is ready again."""
    in_a_row = 0
    while in_a_row < 4 * WORKERS and time.monotonic() < since + 30:
        both = ask(shop, "/readyz")[0] == 200 and ask(shop, "/")[0] == 200
        in_a_row = in_a_row + 1 if both else 0
        time.sleep(0.05)
    return time.monotonic() - since


def test_sessions_that_fall_silent_alone_are_given_up(cluster, shop):
    """The storage of some sessions hangs, while the server still takes new ones."""
    for process in cluster.processes():
        if "chaos" in process.cmdline()[0]:  # a session, of the shop's database
            process.suspend()
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

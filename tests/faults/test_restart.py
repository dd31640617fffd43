"""The server restarts under load: nobody is refused."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest

from tests.faults.asking import PAGES, ask

pytestmark = [pytest.mark.thorough, pytest.mark.postgresql]
RATE = 20  # requests a second
REQUESTS = 240


def test_no_request_of_240_fails(cluster, shop):
    begin = time.monotonic() + 0.2

    def visit(number: int) -> tuple[int, float]:
        time.sleep(max(begin + number / RATE - time.monotonic(), 0))
        return ask(shop, PAGES[number % len(PAGES)])

    restart = Timer(REQUESTS / RATE / 2, cluster.restart)
    restart.start()
    with ThreadPoolExecutor(30) as crowd:
        answers = list(crowd.map(visit, range(REQUESTS)))
    restart.join()

    failed = [status for status, _seconds in answers if status != 200]
    slowest = max(seconds for _status, seconds in answers)
    assert failed == [], f"slowest {slowest:.2f} s"

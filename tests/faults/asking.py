"""Asking a shop for its pages, with a clock."""

import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

WORKERS, THREADS = 2, 4
PAGES = ("/", "/search/?q=a", "/basket/", "/account/login/")


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


def until_ready(shop: str, since: float) -> float:
    """Return the seconds until every worker says that it is ready again."""
    in_a_row = 0
    while in_a_row < 4 * WORKERS and time.monotonic() < since + 30:
        both = ask(shop, "/readyz")[0] == 200 and ask(shop, "/")[0] == 200
        in_a_row = in_a_row + 1 if both else 0
        time.sleep(0.05)
    return time.monotonic() - since

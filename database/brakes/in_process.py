"""Counting in the memory of one process, for what costs work and no money."""

import time
from collections import OrderedDict
from threading import Lock

from database.brakes.rules import Limit

MOST_KNOWN = 20_000  # about 4 MB


class Counts:
    """Tries by rule and subject. Beyond `most_known` the oldest are forgotten."""

    def __init__(self, most_known: int = MOST_KNOWN) -> None:
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._most_known = most_known

    def count(self, rule: str, subject: str, limit: Limit) -> tuple[int, float]:
        """Count a try; return how many there are, and for how many seconds more."""
        key, now = (rule, subject), time.monotonic()
        with self._lock:
            count, ends = self._known.pop(key, (0, 0.0))
            if ends <= now:
                count, ends = 0, now + limit.seconds
            self._known[key] = (count + 1, ends)
            if len(self._known) > self._most_known:
                self._known.popitem(last=False)
        return count + 1, ends - now

    def forget(self) -> None:
        """Start again."""
        with self._lock:
            self._known.clear()


in_process = Counts()

"""What this process is busy with, and how long its requests and statements take.

A request notes its statements in an object of its own and adds them up at its end, so
a statement costs no lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from database.context import current_actor
from database.monitoring import histograms
from database.monitoring.histograms import Histogram

UNKNOWN = "unknown"


class Work:
    """One request or job: its name, known once it is routed, and its statements."""

    __slots__ = ("name", "statements")

    def __init__(self, name: str) -> None:
        self.name = name
        self.statements = histograms.new()


_current: ContextVar[Work | None] = ContextVar("work", default=None)
_lock = Lock()
_requests: dict[str, Histogram] = {}
_statements: dict[str, Histogram] = {}
_answers: dict[str, int] = {}


def current_work() -> Work | None:
    return _current.get()


def who_works() -> str:
    """Return the name of the view, the job or the command at work here."""
    work = _current.get()
    return work.name if work else current_actor().label or UNKNOWN


@contextmanager
def working(name: str) -> Iterator[Work]:
    """Name what is done in the block; its statements are counted under that name."""
    work = Work(name)
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)
        if work.statements[-1]:
            with _lock:
                total = _statements.setdefault(work.name, histograms.new())
                histograms.merge(total, work.statements)


def count_answer(name: str, status: int, seconds: float) -> None:
    """Count an answered request under its view and its kind of status."""
    key = f"{name} {status}"
    with _lock:
        histograms.observe(_requests.setdefault(name, histograms.new()), seconds)
        _answers[key] = _answers.get(key, 0) + 1


def figures() -> dict[str, Any]:
    """Return everything counted since the process began, as plain data."""
    with _lock:
        return {
            "requests": {name: list(times) for name, times in _requests.items()},
            "statements": {name: list(times) for name, times in _statements.items()},
            "answers": dict(_answers),
        }


def forget() -> None:
    """Begin to count again: in a forked process the parent's counts are not its own."""
    global _lock
    _lock = Lock()
    for counted in (_requests, _statements, _answers):
        counted.clear()

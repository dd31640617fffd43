"""The book of the pools: who has a connection, how long others waited for one."""

import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread, current_thread
from types import CodeType
from typing import Any

from database.monitoring import histograms
from database.monitoring.histograms import Histogram
from database.monitoring.work import UNKNOWN, Work, current_work, who_works

DEEPEST = 60  # frames of a borrower's stack
# Below these the stack is Django's and the server's own.
_NOT_OURS = ("/site-packages/", "/lib/python")


@dataclass(slots=True)
class Loan:
    """One connection in use. The stack is kept as line numbers, and read on demand."""

    connection: Any
    taken_at: float  # time.monotonic()
    thread: Thread
    work: Work | None
    label: str
    frames: list[tuple[CodeType, int]]
    reported: bool = False

    @property
    def holder(self) -> str:
        """The view, job or command; the view is known only some time after."""
        return self.work.name if self.work else self.label

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.taken_at

    @property
    def is_lost(self) -> bool:
        """Tell whether the thread ended, so that nobody will bring it back."""
        return not self.thread.is_alive()

    def stack(self) -> str:
        """Return where the connection was taken, our own lines only."""
        summary = traceback.StackSummary.from_list(
            [
                (code.co_filename, line, code.co_name, None)
                for code, line in reversed(self.frames)
                if not any(part in code.co_filename for part in _NOT_OURS)
            ]
        )
        return "".join(summary.format())


@dataclass(slots=True)
class Book:
    """What one pool lent. Counters only grow."""

    waits: Histogram = field(default_factory=histograms.new)
    holds: Histogram = field(default_factory=histograms.new)
    asking: int = 0
    refused: int = 0
    reclaimed: int = 0
    loans: dict[int, Loan] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def ask(self) -> Iterator[None]:
        """Count the thread as one that asks for a connection, for the block."""
        with self.lock:
            self.asking += 1
        try:
            yield
        finally:
            with self.lock:
                self.asking -= 1

    def lend(self, connection: Any, waited: float) -> None:
        """Note that the current thread got a connection after `waited` seconds."""
        work = current_work()
        label = UNKNOWN if work else who_works()
        thread, now = current_thread(), time.monotonic()
        loan = Loan(connection, now, thread, work, label, _frames())
        with self.lock:
            histograms.observe(self.waits, waited)
            self.loans[id(connection)] = loan

    def refuse(self) -> None:
        """Note that somebody went away without a connection."""
        with self.lock:
            self.refused += 1

    def take_back(self, connection: Any) -> None:
        """Note that a connection came back."""
        with self.lock:
            loan = self.loans.pop(id(connection), None)
            if loan:
                histograms.observe(self.holds, loan.seconds)

    def current(self) -> list[Loan]:
        """Return who has a connection now, the longest first."""
        with self.lock:
            return sorted(self.loans.values(), key=lambda loan: loan.taken_at)

    def reclaim(self, loan: Loan) -> None:
        """Return the connection of a thread that ended to its pool."""
        with self.lock:
            if self.loans.pop(id(loan.connection), None) is None:
                return
            self.reclaimed += 1
        loan.connection._pool.putconn(loan.connection)


_books: dict[str, Book] = {}


def book(alias: str) -> Book:
    """Return the book of an alias's pool."""
    return _books.setdefault(alias, Book())


def forget() -> None:
    """Throw the books away: in a forked process nothing was lent yet."""
    _books.clear()


def _frames() -> list[tuple[CodeType, int]]:
    """Return the callers as code and line: some microseconds, no source is read."""
    frame: Any = sys._getframe(2)
    frames: list[tuple[CodeType, int]] = []
    while frame is not None and len(frames) < DEEPEST:
        frames.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
    return frames

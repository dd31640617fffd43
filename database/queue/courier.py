"""Threads that deliver what a server process has committed, while nobody waits.

One for each lane of a process, started with its first message: a mail server that hangs
delays mails, and nothing else. A message is a row before it comes here and stays one
until it is delivered, so whatever happens to the thread, a worker of the queue takes
over when the lease runs out: the courier is faster, not safer.
"""

import atexit
import time
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from queue import Empty, Full, Queue
from threading import Event, Lock
from typing import Any

import structlog
from django.db import close_old_connections, connections

from database.process.background import Background, after_fork

logger = structlog.get_logger(__name__)

ROOM = 1000  # messages that wait; more are left to the worker
RESTS = 2  # times as long as all couriers of the process worked
GRACE = 10.0  # seconds that an ending process takes for what waits
IDLE = 1.0  # seconds until the connection is given back
LONGEST_REST = 0.05  # seconds

Work = Callable[[], Any]


class Courier:
    """Does pieces of work one after the other, in a daemon thread of its own."""

    def __init__(
        self,
        name: str = "courier",
        *,
        room: int = ROOM,
        busy: Callable[[], int] = lambda: 1,
    ) -> None:
        self.name = name
        self._room = room
        self._count_busy = busy
        self._thread = Background(name, self._go)
        self._begin_anew()
        after_fork(self._begin_anew)
        atexit.register(self.close)

    def _begin_anew(self) -> None:
        """Forget what waits: after a fork it is the parent's."""
        self._lock = Lock()
        self._waiting: Queue[tuple[Context, Work]] = Queue(self._room)
        self._closed = Event()

    def take(self, work: Work) -> bool:
        """Take a piece of work; False if there is no room or the process ends."""
        with self._lock:
            if self._closed.is_set():
                return False
            try:
                # With the request's id, which the log lines of the work carry too.
                self._waiting.put_nowait((copy_context(), work))
            except Full:
                return False
            self._thread.start()
            return True

    @property
    def is_busy(self) -> bool:
        return self._waiting.unfinished_tasks > 0

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; tell whether that is so."""
        give_up = time.monotonic() + seconds
        while self._waiting.unfinished_tasks:
            if time.monotonic() >= give_up:
                return False
            time.sleep(0.005)
        return True

    def close(self, seconds: float = GRACE) -> bool:
        """Take nothing more, and finish what waits; tell whether all was done."""
        with self._lock:
            self._closed.set()
        return self.wait(seconds)

    def _go(self) -> None:
        while True:
            try:
                context, work = self._waiting.get(timeout=IDLE)
            except Empty:
                # Back to the pool: a thread that sleeps must not hold one.
                connections.close_all()
                context, work = self._waiting.get()
            began = time.monotonic()
            try:
                close_old_connections()
                context.run(work)
            except Exception:
                logger.exception("courier_failed")
            finally:
                self._waiting.task_done()
            self._rest(time.monotonic() - began)

    def _rest(self, seconds: float) -> None:
        """Leave the interpreter to requests for twice as long as the work took.

        Longer if other couriers work as well, so that all of them together take a
        third. Not at all if much waits: then it has to become less.
        """
        if self._waiting.qsize() < self._room // 2:
            rests = (RESTS + 1) * max(1, self._count_busy()) - 1
            self._closed.wait(min(rests * seconds, LONGEST_REST))


class Couriers:
    """A courier for each of these lanes."""

    def __init__(self, lanes: Iterable[str], *, room: int = ROOM) -> None:
        self._by_lane = {
            str(lane): Courier(f"courier {lane}", room=room, busy=self._busy)
            for lane in lanes
        }

    def take(self, lane: str, work: Work) -> bool:
        """Take work for a lane; False if there is no room or the process ends."""
        return self._by_lane[lane].take(work)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do in any lane; tell whether that is so."""
        give_up = time.monotonic() + seconds
        return all(
            courier.wait(give_up - time.monotonic())
            for courier in self._by_lane.values()
        )

    def close(self, seconds: float = GRACE) -> bool:
        """Take nothing more, and finish what waits; tell whether all was done."""
        give_up = time.monotonic() + seconds
        done = [
            courier.close(max(0.0, give_up - time.monotonic()))
            for courier in self._by_lane.values()
        ]
        return all(done)

    def _busy(self) -> int:
        return sum(courier.is_busy for courier in self._by_lane.values())

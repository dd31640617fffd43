"""Workers of the queue: a thread for each lane, which delivers what is due there."""

import os
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from threading import Event, Thread

import structlog
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone

from database.models import WorkerSeen
from database.monitoring.process import this
from database.process.background import Background
from database.queue import outbox
from database.queue.breaker import breaker
from database.rows.insert import insert_once

Done = tuple[int, int]  # delivered, failed

PAUSE_WITHOUT_DATABASE = 5.0  # seconds
BEAT = 15.0  # seconds between two signs of life
ORPHAN_LOOKS = 0.5  # seconds between two looks whether the parent lives
logger = structlog.get_logger(__name__)


def deliver_once(lanes: Sequence[str], *, limit: int) -> dict[str, Done]:
    """Deliver what is due now, up to `limit` in each lane; return how it went."""

    stop = Event()

    def work(lane: str) -> Done:
        note_alive(lane)
        return outbox.deliver_due(lane=lane, limit=limit, stop=stop)

    return _in_threads(lanes, work, stop)


def deliver_forever(
    lanes: Sequence[str], stop: Event, *, limit: int, pause: float
) -> dict[str, Done]:
    """Deliver until `stop` is set, looking again every `pause` seconds; return sums."""

    def work(lane: str) -> Done:
        return _deliver_forever(lane, stop, limit=limit, pause=pause)

    return _in_threads(lanes, work, stop)


def end_with(parent: int, stop: Event) -> None:
    """Set `stop` as soon as the process `parent` is this one's parent no more.

    A signal would not come if the parent was killed; and its number may be another
    process's by then, so it is not asked whether somebody has it.
    """

    def watch() -> None:
        while os.getppid() == parent and not stop.wait(ORPHAN_LOOKS):
            pass
        stop.set()

    Background("parent watch", watch).start()


def note_alive(lane: str) -> None:
    """Leave a sign of life, and which kinds this worker leaves alone."""
    name = f"{this.host}:{this.pid}" if this.pid else this.host
    seen = {"at": timezone.now(), "process": name, "resting": breaker.resting()}
    known = WorkerSeen.objects.filter(lane=lane)
    if not known.update(**seen) and not insert_once(WorkerSeen(lane=lane, **seen)):
        known.update(**seen)


def _deliver_forever(lane: str, stop: Event, *, limit: int, pause: float) -> Done:
    """Deliver a lane until `stop`.

    A database that is away is waited for: nothing else would start the worker again.
    """
    delivered, failed, beaten = 0, 0, -BEAT
    while not stop.is_set():
        close_old_connections()
        try:
            if time.monotonic() - beaten >= BEAT:
                note_alive(lane)
                beaten = time.monotonic()
            done = outbox.deliver_due(lane=lane, limit=limit, stop=stop)
        except (OperationalError, InterfaceError) as error:
            logger.warning("outbox_waits", lane=lane, error=str(error).strip())
            connection.close()
            stop.wait(PAUSE_WITHOUT_DATABASE)
            continue
        delivered, failed = delivered + done[0], failed + done[1]
        if not any(done):
            stop.wait(pause)
    return delivered, failed


def _in_threads(
    lanes: Sequence[str], work: Callable[[str], Done], stop: Event
) -> dict[str, Done]:
    """Do the work of each lane in a thread of its own; of one lane in the caller's.

    An unexpected error in one of them stops all and is raised here: a worker that
    serves half of its lanes would look well.
    """
    if len(lanes) == 1:
        return {lanes[0]: work(lanes[0])}
    done: dict[str, Done] = {}
    errors: list[BaseException] = []

    def go(lane: str) -> None:
        try:
            done[lane] = work(lane)
        except BaseException as error:
            errors.append(error)
            stop.set()
        finally:
            connections.close_all()

    threads = [
        Thread(target=copy_context().run, args=(go, lane), name=f"lane {lane}")
        for lane in lanes
    ]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        # Also after Ctrl-C: each lane ends with the message at hand.
        stop.set()
    if errors:
        raise errors[0]
    return done

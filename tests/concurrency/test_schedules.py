"""Each due time is one run, and no operation is at work twice, whoever dies."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from database.models import OperationRun, OutboxMessage, Schedule
from database.models.runs import RunQuerySet
from database.ops.command import Result
from database.ops.operation import Operation, operations
from database.queue import outbox
from database.runs import jobs, scheduling
from tests.support.addresses import database_url

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 4


@pytest.fixture
def noting(monkeypatch) -> list[tuple[str, float]]:
    """Register an operation that notes when it begins and ends."""
    operations.load()
    notes: list[tuple[str, float]] = []

    def run(**options) -> Result:
        notes.append(("begin", time.monotonic()))
        time.sleep(0.2)
        notes.append(("end", time.monotonic()))
        return Result(verdict="Well.")

    entry = Operation("noting", "Noting", "Notes.", run, long=True)
    monkeypatch.setitem(operations._items, "noting", entry)
    return notes


def schedule(*, every: int = 300) -> Schedule:
    due = timezone.now() - timedelta(seconds=1)
    return Schedule.objects.create(operation="noting", every=every, next_due=due)


def together(work) -> None:
    """Do the work in several threads that begin at the same moment."""
    start = Barrier(RIVALS)

    def go() -> None:
        try:
            start.wait(20)
            work()
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _number in range(RIVALS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.usefixtures("noting")
def test_workers_that_look_at_once_put_a_due_time_once():
    schedule()

    together(scheduling.look)

    assert (OperationRun.objects.count(), OutboxMessage.objects.count()) == (1, 1)


# SQLite allows one writer at a time, so nobody reads between another's two steps.
@pytest.mark.postgresql
@pytest.mark.mysql
@pytest.mark.usefixtures("noting")
def test_without_the_guards_a_due_time_is_put_twice(monkeypatch):
    """Shows that the race is real; if this fails, the test above proves nothing."""
    all_have_read = Barrier(RIVALS)
    monkeypatch.setattr(
        scheduling, "_is_first", lambda *_given: bool(all_have_read.wait(20) + 1)
    )
    put = jobs.put
    # The unique rule of (schedule, due time) is the second guard.
    monkeypatch.setattr(
        scheduling, "put", lambda name, scope, **_ours: put(name, scope)
    )
    schedule()

    together(scheduling.look)

    assert OperationRun.objects.count() == RIVALS


def overlaps(notes: list[tuple[str, float]]) -> int:
    """Return how often one began while another one was at work."""
    at_work, found = 0, 0
    for word, _at in sorted(notes, key=lambda note: note[1]):
        found += word == "begin" and at_work > 0
        at_work += 1 if word == "begin" else -1
    return found


def work_off() -> None:
    while any(outbox.deliver_due(lane="ops", limit=1)):
        pass


@pytest.mark.postgresql
@pytest.mark.mysql
@pytest.mark.own_session("a lock belongs to a session")
def test_runs_of_one_operation_wait_for_each_other(noting):
    for number in range(RIVALS):
        jobs.put("noting", {}, due_at=timezone.now() + timedelta(seconds=number))

    together(work_off)

    assert (len(noting), overlaps(noting)) == (2 * RIVALS, 0)
    assert set(OperationRun.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.postgresql
@pytest.mark.mysql
def test_without_the_guards_they_work_at_the_same_time(noting, monkeypatch):
    """Shows that the race is real; if this fails, the test above proves nothing."""

    def begin(run: OperationRun, *, is_alone: bool) -> bool:
        rows = OperationRun.objects.filter(pk=run.pk)
        rows.update(state="running", attempts=1, started_at=timezone.now())
        run.refresh_from_db()
        return True

    class NoLock:
        def __enter__(self) -> jobs.Hold:
            return jobs.Hold.ALONE

        def __exit__(self, *_given: object) -> None:
            pass

    monkeypatch.setattr(jobs, "_begin", begin)
    monkeypatch.setattr(jobs, "alone", lambda _name: NoLock())
    for _number in range(RIVALS):
        jobs.put("noting", {})

    together(work_off)

    assert overlaps(noting) > 0


# --- real processes, and a kill every five seconds ----------------------------------

SECONDS = 180
WORKERS = 3
KILL_EVERY = 5.0
RUN = 0.4  # seconds of a run


class Workers:
    """Three workers; a killed one is started again."""

    def __init__(self, file: Path, seconds: float) -> None:
        self.file, self.seconds = file, seconds
        self.killed: dict[int, float] = {}
        self._living = [self._start() for _number in range(WORKERS)]

    def _start(self) -> subprocess.Popen[bytes]:
        command = (
            "-m",
            "tests.concurrency.noting_worker",
            str(self.file),
            str(self.seconds),
        )
        environment = {**os.environ, "DATABASE_URL": database_url(connection)}
        return subprocess.Popen([sys.executable, *command], env=environment)

    def at_work(self) -> int | None:
        """Return the process that began a run and has not ended it."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        word, pid, _at = lines[-1].split() if lines else ("", "0", "")
        return int(pid) if word == "begin" else None

    def kill(self, pid: int) -> None:
        (victim,) = (worker for worker in self._living if worker.pid == pid)
        victim.kill()
        victim.wait()
        self._living.remove(victim)
        self.killed[pid] = time.time()

    def kill_one(self) -> None:
        """Kill the one that has lived longest, and start another in its place."""
        victim = self._living.pop(0)
        victim.kill()
        victim.wait()
        self.killed[victim.pid] = time.time()
        self._living.append(self._start())

    def stop(self) -> None:
        for worker in self._living:
            worker.terminate()
        for worker in self._living:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(20)
            worker.kill()

    def spans(self) -> list[tuple[float, float]]:
        """Return when each run was at work; a killed one ends with its process."""
        begun: dict[str, float] = {}
        spans = []
        for line in self.file.read_text().splitlines():
            word, pid, at = line.split()
            if word == "begin":
                begun[pid] = float(at)
            elif word == "end":
                spans.append((begun.pop(pid), float(at)))
        spans += [
            (at, self.killed.get(int(pid), time.time())) for pid, at in begun.items()
        ]
        return sorted(spans)

    @property
    def are_up(self) -> bool:
        known = self.file.read_text() if self.file.exists() else ""
        return known.count("start") >= WORKERS


@pytest.fixture
def workers(tmp_path) -> Iterator[Workers]:
    running = Workers(tmp_path / "notes", RUN)
    yield running
    running.stop()


def wait_for(condition, seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.postgresql
def test_every_second_with_three_workers_and_a_kill_every_five(workers):
    wait_for(lambda: workers.are_up, 60)
    first = timezone.now().replace(microsecond=0) + timedelta(seconds=2)
    row = Schedule.objects.create(operation="noting", every=1, next_due=first)
    last = first + timedelta(seconds=SECONDS)
    killed_at = time.monotonic()
    while timezone.now() < last:
        time.sleep(0.05)
        if time.monotonic() - killed_at >= KILL_EVERY:
            killed_at = time.monotonic()
            workers.kill_one()
    wait_for(lambda: Schedule.objects.filter(next_due__gte=last).exists(), 30)
    Schedule.objects.update(is_active=False)

    runs = OperationRun.objects.filter(schedule=row, due_at__lt=last)
    wait_for(lambda: not runs.filter(state__in=OperationRun.OPEN).exists(), 120)

    row.refresh_from_db()
    due = sorted(runs.values_list("due_at", flat=True))
    states = Counter(runs.values_list("state", flat=True))
    again = runs.filter(attempts__gt=1).count()
    spans = workers.spans()
    twice = [b for a, b in pairwise(spans) if b[0] < a[1]]
    sys.stderr.write(
        f"\n{len(due)} due times, {len(workers.killed)} kills, {dict(states)}, "
        f"{again} begun again, {len(spans)} at work, {len(twice)} at the same time\n"
    )
    assert due == [first + timedelta(seconds=number) for number in range(SECONDS)]
    assert (row.missed, twice) == (0, [])
    assert set(states) <= {"done", "lost"}
    assert states["done"] >= SECONDS - len(workers.killed)


@pytest.fixture
def slow_workers(tmp_path) -> Iterator[Workers]:
    """Return workers whose runs take so long that somebody may interfere."""
    running = Workers(tmp_path / "notes", 6)
    wait_for(lambda: running.are_up, 60)
    jobs.put("noting", {})
    wait_for(running.at_work, 30)
    yield running
    running.stop()


def noted() -> RunQuerySet:
    """Return the run that was asked for: the workers are runs themselves."""
    return OperationRun.objects.filter(operation="noting")


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_run_of_a_killed_worker_is_begun_again_by_another(slow_workers):
    victim = slow_workers.at_work()
    slow_workers.kill(victim)

    wait_for(lambda: noted().filter(state="done").exists(), 60)

    spans = slow_workers.spans()
    assert noted().get().attempts == len(spans) == 2
    assert spans[0][1] < spans[1][0]


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_run_of_a_worker_that_stands_still_is_left_to_it(slow_workers):
    """Its lease is over and its message at another one's, which knows that it lives."""
    stopped = slow_workers.at_work()
    os.kill(stopped, signal.SIGSTOP)
    try:
        told = OutboxMessage.objects.filter(error__startswith="StillAlive")
        wait_for(told.exists, 60)
        run = noted().get()
        assert (run.state, run.attempts) == ("running", 1)
    finally:
        os.kill(stopped, signal.SIGCONT)

    wait_for(lambda: noted().filter(state="done").exists(), 60)

    assert noted().get().attempts == len(slow_workers.spans()) == 1

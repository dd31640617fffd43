"""Rivals at the same moment: threads of this process, or a crowd of processes.

What races prove is only worth something where everybody has a connection of their own
and nobody starts before the others are ready.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection
from threading import Barrier, Lock, Thread
from typing import Any

from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from database.errors import KontorError, NotSupported
from database.ops.command import Refused
from database.races.processes import begin
from database.races.scratch import point_at
from database.transactions import is_deadlock

PATIENCE = 60  # seconds until somebody who does not come counts as hanging
SPARE = 5  # connections that are left to the shop
_FREE_CONNECTIONS = {
    "postgresql": (
        "SELECT current_setting('max_connections')::int"
        " - current_setting('superuser_reserved_connections')::int"
        # pg_stat_activity hides the sessions of others from plain users.
        " - sum(numbackends) FROM pg_stat_database"
    ),
    "mysql": (
        "SELECT @@max_connections - variable_value"
        " FROM information_schema.global_status"
        " WHERE variable_name = 'THREADS_CONNECTED'"
    ),
}
SPAWN = multiprocessing.get_context("spawn")

Rival = Callable[[], Any]


class Hanging(KontorError):
    """A rival or a process did not come back."""


@dataclass
class Outcome:
    """What the winners got, and the refusals of the others."""

    won: list[Any] = field(default_factory=list)
    refused: list[Exception] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)


def race(
    *rivals: Rival, start: Any = None, patience: float | None = PATIENCE
) -> Outcome:
    """Run every rival on a thread and connection of its own, all at the same moment.

    The shop's own refusals (KontorError) are an outcome; any other error is raised
    here, and so is a rival that does not come back within `patience` seconds (None:
    however long it takes). `start` is a barrier that more than these rivals wait at,
    those of other processes too.
    """
    outcome, guard, start = Outcome(), Lock(), start or Barrier(len(rivals))

    def run(rival: Rival) -> None:
        try:
            start.wait(PATIENCE)
            kind, result = outcome.won, rival()
        except KontorError as refusal:
            kind, result = outcome.refused, refusal
        except BaseException as error:
            kind, result = outcome.broken, error
        finally:
            connections.close_all()
        with guard:
            kind.append(result)

    threads = [Thread(target=run, args=[rival], daemon=True) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    if any(thread.is_alive() for thread in threads):
        raise Hanging("A rival hangs.")
    if outcome.broken:
        raise outcome.broken[0]
    return outcome


@dataclass(frozen=True)
class _Race:
    """What a process is asked to do with all its threads."""

    rival: Rival


@dataclass(frozen=True)
class _Broken:
    """What a process answers where something broke that is no outcome of a race."""

    text: str


class Crowd:
    """Processes with threads that stay for many races on one database."""

    def __init__(self, database: str, people: int) -> None:
        sizes = _shares(people)
        # Kept here, because the barrier is gone when its maker lets go of it.
        self.start = SPAWN.Barrier(people)
        self.lines, self.processes = [], []
        for threads in sizes:
            line, far_end = SPAWN.Pipe()
            process = SPAWN.Process(
                target=begin,
                args=(far_end, database, threads, self.start),
                daemon=True,
            )
            process.start()
            far_end.close()
            line.send(_serve)
            self.lines.append(line)
            self.processes.append(process)
        self._answers()

    def race(self, rival: Rival) -> list[Any]:
        """Let everybody do the same at the same moment; return what each one got."""
        return list(chain.from_iterable(self._ask(_Race(rival))))

    def tell(self, work: Rival) -> None:
        """Do this once in every process, to prepare it."""
        self._ask(work)

    def leave(self, *, at_once: bool) -> None:
        """Send everybody home: when they are ready, or in the middle of it."""
        for line, process in zip(self.lines, self.processes, strict=True):
            if at_once:
                process.terminate()
            else:
                line.send(None)
        for process in self.processes:
            process.join(PATIENCE)

    def _ask(self, work: Rival | _Race) -> list[Any]:
        for line in self.lines:
            line.send(work)
        return self._answers()

    def _answers(self) -> list[Any]:
        answers = []
        for line in self.lines:
            try:
                answer = line.recv()
            except EOFError:
                raise Hanging("A process of the crowd died.") from None
            if isinstance(answer, _Broken):
                raise Hanging(answer.text)
            answers.append(answer)
        return answers


@contextmanager
def crowd(database: str, people: int) -> Iterator[Crowd]:
    """Gather so many at the database of this name, and send them home at the end."""
    gathered = Crowd(database, people)
    at_once = True
    try:
        yield gathered
        at_once = False
    finally:
        gathered.leave(at_once=at_once)


class Deadlocks:
    """Counts the deadlocks of a connection's statements, those too that a retry hides.

    An execute wrapper of Django: `with connection.execute_wrapper(Deadlocks())`.
    """

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        try:
            return execute(*arguments)
        except DatabaseError as error:
            self.count += is_deadlock(error)
            raise


def deadlocks_of_server(*, using: str = "default") -> int:
    """Return the deadlocks that PostgreSQL counted in this database, at COMMIT too.

    Others count for the whole server, or not at all: 0.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def refuse_without_room(people: int, *, using: str = "default") -> None:
    """Raise Refused where so many connections would keep the shop itself out."""
    connection = connections[using]
    if connection.vendor not in _FREE_CONNECTIONS:
        return
    with connection.cursor() as cursor:
        cursor.execute(_FREE_CONNECTIONS[connection.vendor])
        free = max(0, int(cursor.fetchone()[0]) - SPARE)
    if people > free:
        raise Refused(
            _(
                "%(people)d at once need %(people)d connections. The server has "
                "%(free)d to spare, so the shop would get none. Use fewer."
            )
            % {"people": people, "free": free}
        )


def refuse_without_rivals(*, using: str = "default") -> None:
    """Raise NotSupported where the engine lets one writer in after the other."""
    if connections[using].vendor == "sqlite":
        raise NotSupported(
            _(
                "SQLite allows one writer at a time, so nobody can write between "
                "another's read and write. Use PostgreSQL or MariaDB to see the "
                "race without the guard."
            )
        )


def _shares(people: int) -> Sequence[int]:
    """Return the threads of each process: as many processes as threads, at most 8."""
    processes = min(8, max(1, round(people**0.5)))
    share, rest = divmod(people, processes)
    return [share + (number < rest) for number in range(processes)]


def _serve(line: Connection, database: str, threads: int, start: Any) -> None:
    """Run one process of a crowd until it is told to leave."""
    point_at(database)
    line.send(None)
    while (work := line.recv()) is not None:
        try:
            line.send(_do(work, threads, start))
        except Exception as error:
            line.send(_Broken(f"{type(error).__name__}: {error}"))


def _do(work: Rival | _Race, threads: int, start: Any) -> Any:
    if isinstance(work, _Race):
        return race(*[work.rival] * threads, start=start, patience=None).won
    return work()

"""Where the reads of one request or job go, and what they must not be older than."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from database.replicas.fleet import fleet

# A position that no replica has: where the primary could not be asked for its own.
BEYOND = 2**63

_reads: ContextVar["Reads | None"] = ContextVar("reads", default=None)
_READING = ("SELECT", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "EXPLAIN")
_WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


class Reads:
    """The reads of one request or job.

    `token` is the position in the primary's log that a replica has to have replayed.
    Nothing that follows a write of its own is read from a replica.
    """

    __slots__ = ("alias", "pinned", "token", "wrote")

    def __init__(self, token: int = 0, *, pinned: bool = False) -> None:
        self.token, self.pinned, self.wrote = token, pinned, False
        self.alias: str | None = None

    def place(self) -> str:
        """Return the alias to read from: the same one until it fails."""
        if self.pinned or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        if self.alias is None:
            self.alias = fleet.choose(self.token)
        elif self.alias != DEFAULT_DB_ALIAS and not fleet.is_usable(self.alias):
            self.alias = DEFAULT_DB_ALIAS
        fleet.count(self.alias)
        return self.alias

    def follow(self, token: int) -> None:
        """Read nothing older than this position, too."""
        if token > self.token:
            self.token, self.alias = token, None

    def watch(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: Any,
    ) -> Any:
        """Notice the first write; what follows it is read where it was written."""
        if not self.wrote and is_write(sql):
            self.wrote = self.pinned = True
        return execute(sql, params, many, context)

    def position(self) -> int:
        """Return where the primary's log stands after what was written; 0 for nothing.

        One short query, after the commit: a position that was read before it would be
        one that a replica may have without having the rows.
        """
        return current_position() if self.wrote else 0


def is_write(sql: Any) -> bool:
    """Tell whether a statement changes rows, as far as its text can tell."""
    text = sql if isinstance(sql, str) else "?"
    first = text.lstrip(" (\n")[:9].upper()
    if first.startswith("WITH"):
        return bool(_WRITING.search(text))
    return not first.startswith(_READING)


def current_position() -> int:
    """Return where the primary's log stands, in bytes."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
            return int(cursor.fetchone()[0])
    except (DatabaseError, InterfaceError):
        return BEYOND


def current_reads() -> Reads | None:
    """Return the reads of this request or job; None means: all from the primary."""
    return _reads.get()


@contextmanager
def reading(token: int = 0, *, pinned: bool = False) -> Iterator[Reads]:
    """Let the reads of this block go to replicas that have replayed the token."""
    fleet.keep_probing()
    reads = Reads(token, pinned=pinned)
    restored = _reads.set(reads)
    # Not by `execute_wrapper()`, which takes off whatever came last: a connection that
    # is opened meanwhile gets wrappers that stay.
    wrappers = connections[DEFAULT_DB_ALIAS].execute_wrappers
    wrappers.append(reads.watch)
    try:
        yield reads
    finally:
        wrappers.remove(reads.watch)
        _reads.reset(restored)


@contextmanager
def reading_from_now() -> Iterator[None]:
    """Let a job read from replicas that have all that was committed until now.

    The claim of a job comes after the commit that queued it, so the position at this
    moment covers it, whichever process queued it. Inside of a request nothing changes.
    """
    if not settings.REPLICAS or current_reads() is not None:
        yield
        return
    with reading(current_position()):
        yield

"""Connections of this process: mended after a lost server, dropped after a fork."""

import os
import socket
from contextlib import suppress
from threading import Event
from typing import Any
from weakref import WeakSet

import structlog
from django.db import connections

from database.monitoring import work
from database.pools import lending
from database.process.background import after_fork

logger = structlog.get_logger(__name__)

# The pools of this process by alias, as Django keeps them. They stand here and not in
# the backend, so that a shop on SQLite does not import PostgreSQL's driver to see none.
opened: dict[str, Any] = {}
# Set where a connection was lost or refused: the keeper mends the pools at once.
lost = Event()
# Every open connection by alias, from a pool or not.
lines: dict[str, WeakSet[Any]] = {}
# Aliases whose server takes connections and does not answer. Nobody waits for them.
silent: set[str] = set()
# How long a connection may take to show that it is still there.
CHECK_TIMEOUT = 1.0  # seconds
# What a forked process inherited is its parent's. To close it would end the parent's
# sessions, to let it be collected may do so too: it is kept and never touched.
_inherited: list[Any] = []


def pools() -> dict[str, Any]:
    """Return the open pools of this process by alias."""
    return dict(opened)


def note_line(alias: str, connection: Any) -> None:
    """Remember a connection, so that it can be cut."""
    lines.setdefault(alias, WeakSet()).add(connection)


def cut(alias: str) -> int:
    """Shut the sockets of every connection; return how many there were.

    Who waits on one then gets an error at once: the server acknowledges what it is
    sent as long as its machine runs, so no limit of the network ever ends the wait.
    """
    count = 0
    for connection in list(lines.get(alias, ())):
        if connection.closed:
            continue
        # It may be closed this moment, by the thread that uses it.
        with suppress(Exception):
            with socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
            count += 1
    return count


def ask(connection: Any) -> None:
    """Raise where the connection does not show in time that it is still there.

    The pool's own check waits for ever.
    """
    from database.pools.line import NoAnswer, ping

    try:
        ping(connection.pgconn, timeout=CHECK_TIMEOUT)
    except NoAnswer as error:
        connection.close()
        raise connection.Error(str(error)) from error


def mend(pool: Any) -> None:
    """Replace the broken connections of a pool: some milliseconds.

    Left to the checks at checkout, a request meets one broken connection after the
    other, with a longer pause each: 6.6 s were measured for four.
    """
    try:
        pool.check()
    except Exception as error:  # a pool that closes meanwhile
        logger.info("pool_not_checked", error=str(error))


def check(connection: Any) -> None:
    """Check a connection at checkout; where it is broken, mend its whole pool.

    The others are broken as well, and the pool pauses for a second after the second
    that it tries.
    """
    pool = connection._pool
    try:
        pool.check_connection(connection)
    except Exception:
        lost.set()
        mend(pool)
        raise


def is_short(pool: Any) -> bool:
    """Tell whether the pool gave up connections that it ought to have."""
    stats = pool.get_stats()
    return bool(stats["pool_size"] < stats["pool_min"])


def drop_inherited() -> None:
    """Forget the parent's pools and connections without a word to the server."""
    _inherited.append(dict(opened))
    opened.clear()
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql" and connection.connection is not None:
            _inherited.append(connection.connection)
            connection.connection = None
    lost.clear()
    lines.clear()
    silent.clear()
    lending.forget()
    work.forget()


after_fork(drop_inherited)

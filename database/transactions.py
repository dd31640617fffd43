"""Transactions: begin, retry, give up in time, and say in words what went wrong."""

import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any, ParamSpec, TypeVar

from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 3
FIRST_PAUSE = 0.02  # seconds; doubles with every attempt, plus jitter

# serialization_failure, deadlock_detected, lock_not_available
# https://www.postgresql.org/docs/15/errcodes-appendix.html
_POSTGRESQL_CONFLICTS = {"40001", "40P01", "55P03"}
# lock wait timeout, deadlock
# https://mariadb.com/kb/en/mariadb-error-code-reference/
_MYSQL_CONFLICTS = {1205, 1213}
_DEADLOCKS = {"40P01", 1213}
# The server shuts down, starts up or ended the session (it sat idle for too long, with
# or without a transaction); 08… are broken connections.
_LOST = {"57P01", "57P02", "57P03", "57P05", "25P03", 2006, 2013, 2055}
_LOST_PHRASES = (
    "server closed the connection",
    "connection is closed",
    "connection is lost",
    "connection already closed",
    "terminating connection",
    "SSL connection has been closed",
    "SSL SYSCALL error",
)
# No connection came about, and waiting may help; a wrong password is another matter.
_AWAY = {2002, 2003}
_AWAY_PHRASES = (
    "Connection refused",
    "timeout expired",
    "No route to host",
    "the database system is",
)
# PostgreSQL and MariaDB have no connection left.
_FULL = {"53300", 1040, 1203}
# A refused login has no code in this driver, only the server's words.
_FULL_PHRASES = (
    "too many clients",
    "remaining connection slots",
    "too many connections",
)
# The disk is full; a table of MariaDB cannot grow.
_NO_ROOM = {"53100", 1021, 1114}
_NO_ROOM_PHRASES = ("database or disk is full", "No space left on device")
# Out of memory, or over another limit of the server.
_NO_MEMORY = {"53200", "53400", "53000", 1037, 1038, 1041}
# A standby, a role or a server that only reads: a failover, or a full managed disk.
_READ_ONLY = {"25006", 1290, 1792, 1836}
_READ_ONLY_PHRASES = ("readonly database",)
_POOL_ERRORS = {"PoolTimeout", "TooManyRequests"}
_DENIED = {"42501", 1044, 1142, 1143, 1370}
# A table, a column or a function that a migration makes.
_OUTDATED = {"42P01", "42703", "42883", 1146, 1054}
_TIMEOUTS = {"57014", 1969, 3024}
# SIGNAL in a trigger, which PyMySQL takes for an operational error: the append-only
# tables refuse a change with it.
_SIGNALLED = 1644


class Trouble(Enum):
    """The kinds of database error a person can do something about."""

    CONFLICT = _("Other people change the same rows at this moment. Please try again.")
    TIMEOUT = _(
        "The database took too long and the work was stopped. Please try again."
    )
    FULL = _("Too many people use the shop at this moment. Please try again.")
    LOST = _("The connection to the database broke. Please try again.")
    NO_ROOM = _(
        "The shop’s database has no room left, so nothing was saved. Please try again "
        "in a few minutes."
    )
    NO_MEMORY = _(
        "The shop’s database is short of memory, so nothing was saved. Please try "
        "again in a few minutes."
    )
    READ_ONLY = _(
        "The shop can only be looked at just now, so nothing was saved. Please try "
        "again in a few minutes."
    )
    INTEGRITY = _("The change contradicts other data, so nothing was saved.")
    DENIED = _("The shop may not do this in the database, so nothing was saved.")
    OUTDATED = _("The database does not fit this version of the shop.")
    DATA = _("A value does not fit its column, so nothing was saved.")
    OPERATIONAL = _("The database cannot be reached at this moment. Please try again.")
    OTHER = _("The database refused the work, so nothing was saved.")


# What ops are told where shoppers are told less.
CAUSES = {
    Trouble.NO_ROOM: _("The disk of the database server is full."),
    Trouble.NO_MEMORY: _("The database server is out of memory."),
    Trouble.READ_ONLY: _(
        "The database only reads: it is a replica, or it was told to."
    ),
}
# What ops do about each kind; people who shop are told to try again.
REMEDIES = {
    Trouble.CONFLICT: _("See who holds the lock: manage.py pool_report."),
    Trouble.TIMEOUT: _(
        "Find the statement in the log. DB_STATEMENT_TIMEOUT is the limit."
    ),
    Trouble.FULL: _("See who has the connections: manage.py pool_report --recommend."),
    Trouble.LOST: _("See whether the server runs: manage.py diagnose."),
    Trouble.NO_ROOM: _(
        "Free space on the disk of the database server, or enlarge it. The shop goes "
        "on by itself."
    ),
    Trouble.NO_MEMORY: _(
        "See what needs the memory of the database server: manage.py pool_report. "
        "Lower work_mem or the number of connections, or add memory."
    ),
    Trouble.READ_ONLY: _(
        "Name the primary in DATABASE_URL, or let the server, the role and the "
        "database write again: manage.py diagnose names what only reads."
    ),
    Trouble.INTEGRITY: _("Look for rows that contradict: manage.py check_consistency."),
    Trouble.DENIED: _("Give the shop's role its rights: it has to own its tables."),
    Trouble.OUTDATED: _("Run manage.py migrate."),
    Trouble.OPERATIONAL: _("Find the cause: manage.py diagnose."),
}


_BY_CODE = (
    (_FULL, Trouble.FULL),
    (_NO_ROOM, Trouble.NO_ROOM),
    (_NO_MEMORY, Trouble.NO_MEMORY),
    (_READ_ONLY, Trouble.READ_ONLY),
    (_TIMEOUTS, Trouble.TIMEOUT),
    (_DENIED, Trouble.DENIED),
    (_OUTDATED, Trouble.OUTDATED),
    ({_SIGNALLED}, Trouble.INTEGRITY),
)
# Where there is no code: SQLite has none, and neither has a refused login.
_BY_PHRASE = (
    (_FULL_PHRASES, Trouble.FULL),
    (_NO_ROOM_PHRASES, Trouble.NO_ROOM),
    (_READ_ONLY_PHRASES, Trouble.READ_ONLY),
)
_BY_CLASS = (
    (IntegrityError, Trouble.INTEGRITY),
    (DataError, Trouble.DATA),
    (OperationalError, Trouble.OPERATIONAL),
    (InterfaceError, Trouble.OPERATIONAL),
)


def classify(error: BaseException) -> Trouble:
    """Sort a database error into the kind whose sentence helps."""
    if is_conflict(error):
        return Trouble.CONFLICT
    if type(error.__cause__).__name__ in _POOL_ERRORS:
        return Trouble.FULL
    if is_lost(error):
        return Trouble.LOST
    code = error_code(error)
    if trouble := trouble_of_code(code):
        return trouble
    for phrases, trouble in _BY_PHRASE:
        if code is None and any(phrase in str(error) for phrase in phrases):
            return trouble
    # SQLite calls a missing table operational; the database was reached anyway.
    if str(error).startswith(("no such table", "no such column")):
        return Trouble.OUTDATED
    if str(error).startswith("no such "):
        return Trouble.OTHER
    kinds = (kind for base, kind in _BY_CLASS if isinstance(error, base))
    return next(kinds, Trouble.OTHER)


def trouble_of_code(code: str | int | None) -> Trouble | None:
    """Return what a SQLSTATE or MariaDB's number alone tells, None if nothing."""
    return next((trouble for codes, trouble in _BY_CODE if code in codes), None)


def is_conflict(error: BaseException) -> bool:
    """Tell whether the same work may succeed when it is tried again."""
    code = error_code(error)
    return (
        code in _POSTGRESQL_CONFLICTS
        or code in _MYSQL_CONFLICTS
        or "database is locked" in str(error)
    )


def is_lost(error: BaseException) -> bool:
    """Tell whether the connection broke, so that its transaction was undone.

    Unless it broke at COMMIT: then nobody knows.
    """
    code = error_code(error)
    if code in _LOST or (isinstance(code, str) and code.startswith("08")):
        return True
    return code is None and any(phrase in str(error) for phrase in _LOST_PHRASES)


def is_deadlock(error: BaseException) -> bool:
    """Tell whether rivals waited for each other, so that the database stopped one."""
    return error_code(error) in _DEADLOCKS


def error_code(error: BaseException) -> str | int | None:
    """Return MariaDB's number or PostgreSQL's SQLSTATE.

    In this order: PyMySQL knows SQLSTATEs too, and a lock wait timeout has none of
    its own.
    """
    if error.args and isinstance(error.args[0], int):
        return error.args[0]
    return getattr(error.__cause__, "sqlstate", None)


def retry_on_conflict(
    *, attempts: int = ATTEMPTS, using: str = "default"
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run the function in the outermost transaction, again after a conflict.

    A conflict is a deadlock, a failed serialization, or a lock that did not come in
    time. Also after a connection that was lost before COMMIT: all of it was undone.

    Pauses grow exponentially with jitter, so that rivals part. Inside another
    transaction it raises RuntimeError: only the outermost one can be repeated.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            attempt = 0
            while True:
                attempt, is_committing = attempt + 1, False
                try:
                    with transaction.atomic(using=using, durable=True):
                        value = function(*args, **kwargs)
                        is_committing = True
                    return value
                except (OperationalError, InterfaceError) as error:
                    undone = is_lost(error) and not is_committing
                    if attempt == attempts or not (undone or is_conflict(error)):
                        raise
                    pause = FIRST_PAUSE * 2 ** (attempt - 1)
                    time.sleep(pause * (1 + random.random()))  # noqa: S311

        return wrapper

    return decorate


@contextmanager
def limited(seconds: float, *, using: str = "default") -> Iterator[None]:
    """Stop each statement of the block after `seconds`, whatever a page may take.

    PostgreSQL keeps the limit in the transaction, which the block has to be in;
    MariaDB keeps it in the session, which gets its own limit back. SQLite has no such
    limit: its busy timeout bounds the wait for the writer's lock.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        yield
        return
    if connection.vendor == "postgresql":
        _set_limit(connection, f"{int(seconds * 1000)}ms")
        yield
        return
    with _limited_session(connection, seconds):
        yield


def _set_limit(connection: Any, limit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])


@contextmanager
def _limited_session(connection: Any, seconds: float) -> Iterator[None]:
    """Set MariaDB's limit; MySQL has one for SELECT alone, in milliseconds."""
    name, limit = "max_statement_time", seconds
    if not connection.mysql_is_mariadb:
        name, limit = "max_execution_time", int(seconds * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT @@SESSION.{name}")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET SESSION {name} = %s", [limit])
    try:
        yield
    finally:
        _give_back(connection, name, before)


def _give_back(connection: Any, name: str, before: Any) -> None:
    """Set the session's own limit again, past Django: its transaction may be broken.

    A session that was lost took its limit with it.
    """
    if connection.connection is None:
        return
    with suppress(connection.Database.Error), connection.connection.cursor() as cursor:
        cursor.execute(f"SET SESSION {name} = %s", [before])


@contextmanager
def long_read(seconds: float, *, using: str = "default") -> Iterator[None]:
    """Let each statement of the block read for `seconds`, whatever a page may take.

    In a transaction on PostgreSQL, which keeps the limit there; the others need none,
    and on SQLite one would keep writers out all the while. What is read here is read
    to its end, so PostgreSQL plans for the whole and not for the first rows.
    """
    if connections[using].vendor != "postgresql":
        with limited(seconds, using=using):
            yield
        return
    with transaction.atomic(using=using), limited(seconds, using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        yield


@contextmanager
def savepoint(*, using: str = "default") -> Iterator[None]:
    """Undo only this block when it raises; the transaction around it lives on."""
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError(
            "savepoint() needs a transaction around it."
        )
    with transaction.atomic(using=using):
        yield


def is_busy(error: BaseException) -> bool:
    """Tell whether waiting a moment helps: see what `Trouble` says of the kinds."""
    return classify(error) in {
        Trouble.CONFLICT,
        Trouble.TIMEOUT,
        Trouble.FULL,
        Trouble.LOST,
        Trouble.NO_ROOM,
        Trouble.NO_MEMORY,
        Trouble.READ_ONLY,
    } or _is_away(error)


def _is_away(error: BaseException) -> bool:
    """Tell whether the server could not be reached at this moment."""
    code = error_code(error)
    return code in _AWAY or (
        code is None and any(phrase in str(error) for phrase in _AWAY_PHRASES)
    )

"""A database beside the configured one, for work that needs a shop to spoil."""

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from database.ops.command import Refused, Unavailable
from database.transactions import error_code

_LONGEST_NAME = 63  # PostgreSQL's limit; MariaDB's is 64
# duplicate_database; database exists
_TAKEN = {"42P04", 1007}
# insufficient_privilege; access denied to the database, or for the statement
_FORBIDDEN = {"42501", 1044, 1227}


@contextmanager
def scratch_database(purpose: str, *, using: str = "default") -> Iterator[str]:
    """Point the alias at a new database with every table, and drop it at the end.

    It stands on the configured server (on SQLite: in a folder for temporary files),
    is dropped after an error, Ctrl-C and SIGTERM too, and is never one that was there
    before. Yields its name, which other processes hand to `point_at`.

    Raises Refused if the name is taken, Unavailable if the database user may not
    create databases.
    """
    live = connections[using].settings_dict["NAME"]
    with _ended_by_sigterm(), _created(purpose, using=using) as name:
        point_at(name, using=using)
        try:
            call_command("migrate", database=using, interactive=False, verbosity=0)
            yield name
        finally:
            point_at(live, using=using)


def point_at(name: str, *, using: str = "default") -> None:
    """Let this process use the database of this name, as the alias is configured."""
    connection: Any = connections[using]
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    # All threads read this one dictionary when they connect.
    connection.settings_dict["NAME"] = name


@contextmanager
def _created(purpose: str, *, using: str) -> Iterator[str]:
    """Create a database without tables, and drop it at the end."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(prefix=f"kontor-{purpose}-") as folder:
            yield str(Path(folder) / "scratch.sqlite3")
        return
    name = _name(connection.settings_dict["NAME"], purpose)
    # Outside of the block: a database that was there already must not be dropped.
    _create(connection, name)
    try:
        yield name
    finally:
        _drop(connection, name)


def _name(live: str, purpose: str) -> str:
    ending = f"_{purpose}_{os.getpid()}"
    return live[: _LONGEST_NAME - len(ending)] + ending


def _create(connection: Any, name: str) -> None:
    """Create the database. It must not be there: CREATE says so, without a race."""
    charset = " CHARACTER SET utf8mb4" if connection.vendor == "mysql" else ""
    quoted = connection.ops.quote_name(name)
    try:
        with connection._nodb_cursor() as cursor:
            _take_time(connection, cursor)
            cursor.execute(f"CREATE DATABASE {quoted}{charset}")
    except DatabaseError as error:
        code = error_code(error)
        if code in _TAKEN:
            raise Refused(
                _(
                    "There is already a database named %(name)s. It was left alone. "
                    "If nobody needs it, drop it and try again."
                )
                % {"name": name}
            ) from error
        if code in _FORBIDDEN:
            raise Unavailable(_forbidden(connection, name)) from error
        raise


def _forbidden(connection: Any, name: str) -> str:
    quote = connection.ops.quote_name
    user = connection.settings_dict["USER"]
    if connection.vendor == "postgresql":
        grant = f"ALTER ROLE {quote(user)} CREATEDB"
    else:
        # All scratch databases of this purpose, whatever the process; `_` is a
        # wildcard in a grant.
        names = name.rpartition("_")[0].replace("_", r"\_") + r"\_%"
        grant = f"GRANT ALL ON {quote(names)}.* TO {quote(user)}"
    return _(
        "The database user %(user)s may not create databases, but this needs a "
        "database of its own. Grant it the right (%(grant)s), or use a server where "
        "it has it."
    ) % {"user": user, "grant": grant}


def _drop(connection: Any, name: str) -> None:
    """Drop the database, and whoever is still connected to it."""
    force = " WITH (FORCE)" if connection.vendor == "postgresql" else ""
    with connection._nodb_cursor() as cursor:
        _take_time(connection, cursor)
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)}{force}")


def _take_time(connection: Any, cursor: Any) -> None:
    """Lift the limit of statements: copying files takes longer than a page may."""
    if connection.vendor == "postgresql":
        cursor.execute("SET statement_timeout = 0")


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that what it made is removed."""
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may say what a signal does.
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

"""What happens to every new connection of the process."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from database.monitoring.statements import time_statement
from database.text.folding import fold_letters
from database.text.searching import FUNCTION

# Aliases whose server was asked already: with a pool Django "connects" once a request.
_asked: set[str] = set()


def prepare_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Give SQLite the functions of searches, and of the append-only triggers.

    A program that opens the file without it is refused too: "no such function".
    """
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "kontor_maintenance", 0, lambda: getattr(connection, "triggers_open", False)
        )
        connection.connection.create_function(
            FUNCTION, 1, _fold_or_nothing, deterministic=True
        )


def _fold_or_nothing(text: Any) -> str | None:
    return None if text is None else fold_letters(str(text))


def echo_statements(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Log every statement where SQL_ECHO is on; Django does so with DEBUG only."""
    if settings.SQL_ECHO:
        connection.force_debug_cursor = True


def time_statements(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Let the connection's statements be timed; it outlives many checkouts.

    In front of all others: whoever wraps a block takes the last one off at its end, and
    a connection that was opened within the block must not lose this one then.
    """
    if time_statement not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, time_statement)


def refuse_lossy_commits(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Refuse to serve where PostgreSQL forgets orders that it acknowledged.

    With `synchronous_commit` off 7 of 3,562 acknowledged orders were lost under kills.
    The settings cannot know it, because the server, its roles and its databases each
    may say so; and a connection at start-up would keep the shop from starting while
    the database is down. So the first connection of a process is asked: no request
    and no command gets past it. A shop on this machine may try what it likes.
    """
    if settings.IS_LOCAL or connection.vendor != "postgresql":
        return
    if connection.alias in _asked:
        return
    if commits_lossily(connection):
        connection.close()
        raise ImproperlyConfigured(LOSSY)
    _asked.add(connection.alias)


LOSSY = (
    "PostgreSQL runs with synchronous_commit = off: a crash loses orders that were "
    "confirmed to shoppers. Set it to on, for the server, the database and the role."
)


def commits_lossily(connection: Any) -> bool:
    """Tell whether PostgreSQL acknowledges a commit before it is on disk."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone() == ("off",)

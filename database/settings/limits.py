"""How long the statements of a session may take, by the kind of its process.

A page gives up soon, since a person waits for it. A worker and a command may take
longer. A migration has no limit for its statements, but hardly waits for a lock: while
it waits in the queue for a table, everybody who only wants to read it waits behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from database.settings.env import Env

PAGES, WORKER, COMMAND, MIGRATION = "pages", "worker", "command", "migration"
PROGRAMS = {"manage.py", "django-admin", "__main__.py"}
SERVERS = {"runserver", "runserver_plus", "testserver"}
WORKERS = {"deliver_outbox"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds; 0 is no limit. `idle` is for a transaction in which nothing is done."""

    statement: float
    lock: float
    idle: float

    def postgresql(self) -> dict[str, int]:
        """Return the server's settings, in milliseconds."""
        return {
            "statement_timeout": int(self.statement * 1000),
            "lock_timeout": int(self.lock * 1000),
            "idle_in_transaction_session_timeout": int(self.idle * 1000),
        }

    def mysql(self) -> str:
        """Return the statement that sets the limits of a session.

        MariaDB and MySQL know different names for the limit of a statement, and each
        takes what is in the other's comments for a comment. A lock is one of rows, or
        one of a table that changes; whole seconds, and at least one.
        """
        lock = max(1, int(self.lock))
        return (
            f"SET SESSION innodb_lock_wait_timeout={lock}, lock_wait_timeout={lock}"
            f" /*M!100100 , max_statement_time={self.statement:g} */"
            f" /*!50708 , max_execution_time={int(self.statement * 1000)} */"
        )


def kind_of(arguments: Sequence[str]) -> str:
    """Return the kind of process that these arguments start."""
    program, command = (Path(arguments[0]).name if arguments else "", "")
    if len(arguments) > 1:
        command = arguments[1]
    if program not in PROGRAMS or command in SERVERS:
        return PAGES
    if command in WORKERS:
        return WORKER
    # Also makemigrations, sqlmigrate and the like.
    return MIGRATION if "migrat" in command else COMMAND


def limits_of(env: Env) -> dict[str, Limits]:
    """Return the limits of every kind; all are read, so that `show_config` has them."""
    page = env.seconds("DB_STATEMENT_TIMEOUT", env.seconds("DB_QUERY_TIMEOUT", 30))
    lock = env.seconds("DB_LOCK_TIMEOUT", 2)
    idle = env.seconds("DB_IDLE_IN_TRANSACTION_TIMEOUT", 60)

    def at_least(seconds: float) -> float:
        """Return what a longer kind of process has where nothing is said of it."""
        return max(seconds, page) if page else 0

    worker = env.seconds("DB_WORKER_STATEMENT_TIMEOUT", at_least(60))
    command = env.seconds("DB_COMMAND_STATEMENT_TIMEOUT", at_least(300))
    return {
        PAGES: Limits(page, lock, idle),
        WORKER: Limits(worker, env.seconds("DB_WORKER_LOCK_TIMEOUT", lock), idle),
        COMMAND: Limits(
            command,
            env.seconds("DB_COMMAND_LOCK_TIMEOUT", lock),
            env.seconds("DB_COMMAND_IDLE_IN_TRANSACTION_TIMEOUT", 10 * idle),
        ),
        MIGRATION: Limits(0, env.seconds("DB_MIGRATION_LOCK_TIMEOUT", 1.5), 0),
    }

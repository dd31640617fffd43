"""The audit log, and the one door through the append-only triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from database.context import current_actor
from database.models import AuditEntry


def log_operation(
    operation: str,
    message: str,
    *,
    level: str = AuditEntry.Level.INFO,
    using: str = "default",
    **details: Any,
) -> AuditEntry:
    """Write who did what into the audit log, in the caller's transaction."""
    return AuditEntry.objects.using(using).create(
        operation=operation,
        message=message,
        level=level,
        details=details,
        address=current_actor().address,
    )


@contextmanager
def maintenance(reason: str, *, using: str = "default") -> Iterator[None]:
    """Open append-only tables for this transaction, and leave a row that says why.

    For erasure of personal data and for retention; everything else corrects a ledger
    by a new entry. When the block raises, its work and that row are undone, and
    another row says so: nobody opens the door unseen.
    """
    try:
        with transaction.atomic(using=using):
            log_operation("database.maintenance", reason, level="warning", using=using)
            with triggers_open(using=using):
                yield
    except Exception as error:
        if not connections[using].needs_rollback:
            log_operation(
                "database.maintenance",
                f"{reason} (undone: {type(error).__name__})",
                level="error",
                using=using,
            )
        raise


@contextmanager
def triggers_open(*, using: str = "default") -> Iterator[None]:
    """Let this transaction pass the append-only triggers, without a word in the log.

    For `maintenance()` and for the flush of test databases only.
    """
    connection = connections[using]
    _set_flag(connection, "on")
    try:
        yield
    finally:
        _shut(connection)


def _shut(connection: Any) -> None:
    """Take the flag away, even if nothing but a rollback may follow."""
    driver = connection.connection
    if driver is None:
        return  # gone, and the flag with it
    if connection.vendor == "postgresql":
        # The rollback resets a transaction-local setting by itself, and until then
        # neither Django nor PostgreSQL takes a statement.
        in_error = driver.info.transaction_status.name == "INERROR"
        if not connection.needs_rollback and not in_error:
            _set_flag(connection, "")
    elif connection.vendor == "mysql":
        # The driver's own cursor: a variable of the session outlives the rollback.
        with driver.cursor() as cursor:
            cursor.execute("SET @kontor_maintenance = ''")
    else:
        _set_flag(connection, "")


def _set_flag(connection: Any, value: str) -> None:
    """Set what the triggers of `AppendOnly` read."""
    if connection.vendor == "sqlite":
        connection.triggers_open = bool(value)
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('kontor.maintenance', %s, true)", [value])
        else:
            cursor.execute("SET @kontor_maintenance = %s", [value])

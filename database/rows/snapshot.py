"""Reading many tables as they were at one moment, while the shop sells on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from database.transactions import limited

# Seconds a statement may take: a report may last longer than a page.
LONGEST = 300


@contextmanager
def snapshot(*, using: str = "default") -> Iterator[datetime]:
    """Let every query of the block see the same rows; yield the time they are of.

    It locks nothing and keeps no writer waiting. Inside another transaction it is that
    transaction which decides what is seen: a snapshot can only be taken at a beginning.
    """
    connection: Any = connections[using]
    if connection.in_atomic_block:
        yield timezone.now()
        return
    with _reading(connection), transaction.atomic(using=using):
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
                )
        with limited(LONGEST, using=using):
            yield timezone.now()


@contextmanager
def _reading(connection: Any) -> Iterator[None]:
    """Let SQLite begin without the writer's lock, which the shop's settings ask for."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = before

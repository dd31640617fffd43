"""Does the database take writes now? What a full disk looks like from here."""

from django.db import DatabaseError, connections, transaction

from database.ops.command import Finding, database_finding
from database.transactions import Trouble, classify

# What a report names although the server answers; anything else is an error.
TROUBLES = {Trouble.NO_ROOM, Trouble.NO_MEMORY, Trouble.READ_ONLY}

ONLY_READS = """
SELECT (pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on')::int
"""
# Makes more than fits into the memory it gets, so that the server writes a temporary
# file of 0.4 MB. That needs no table, no right, and leaves nothing in its log.
ROOM = (
    "SET LOCAL temp_tablespaces = ''",
    "SET LOCAL work_mem = '64kB'",
    "SELECT count(*) FROM generate_series(1, 20000)",
)


def trouble_with_writing(*, using: str) -> Trouble | None:
    """Ask the server whether it could write now, and how it would refuse."""
    connection = connections[using]
    if connection.vendor == "mysql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT @@GLOBAL.read_only")
            return Trouble.READ_ONLY if cursor.fetchone()[0] else None
    if connection.vendor != "postgresql":
        return None
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute(ONLY_READS)
            (only_reads,) = cursor.fetchone()
            for statement in ROOM:
                cursor.execute(statement)
    except DatabaseError as error:
        trouble = classify(error)
        if trouble not in TROUBLES:
            raise
        return trouble
    return Trouble.READ_ONLY if only_reads else None


def findings(*, using: str) -> list[Finding]:
    """Return a finding where the database would refuse to write."""
    trouble = trouble_with_writing(using=using)
    return [] if trouble is None else [database_finding(trouble, using)]

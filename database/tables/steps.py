"""The steps of a plan, each in a transaction of its own. PostgreSQL only."""

from typing import Any

from django.db import connections, transaction

from database.audit.log import log_operation
from database.tables.migration_operations import (
    append_only_sql,
    no_truncate_sql,
    trigger_names,
)
from database.tables.months import Month
from database.tables.plan import Step, Survey, Verb

# Every step needs the table for itself, for an instant. Shoppers wait no longer than
# this for it: the step fails instead, and is tried again with the next run.
LOCK_TIMEOUT = "2s"


def carry_out(step: Step, survey: Survey, *, using: str = "default") -> None:
    """Take one step, and note it. Raises OperationalError if the table is busy."""
    table, column = survey.table.name, survey.table.column
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        if step.verb is Verb.DROP:
            cursor.execute(f"DROP TABLE {step.partition}")
        elif step.verb is Verb.DETACH:
            _detach(cursor, table, step.partition)
        elif step.month in survey.strays:
            _create_and_fill(cursor, table, column, step)
        else:
            _create(cursor, table, step.partition, step.month)
        log_operation(
            f"database.partition.{step.verb}",
            f"{step.verb.capitalize()}: {step.partition}",
            using=using,
        )


def _create(cursor: Any, table: str, partition: str, month: Month) -> None:
    cursor.execute(
        f"CREATE TABLE {partition} PARTITION OF {table} FOR VALUES FROM (%s) TO (%s)",
        [month.begin.isoformat(), month.end.isoformat()],
    )
    if _is_append_only(cursor, table):
        cursor.execute(no_truncate_sql(partition))


def _create_and_fill(cursor: Any, table: str, column: str, step: Step) -> None:
    """Make a month whose rows came before it, and move them in.

    PostgreSQL makes no partition whose rows are in the default one, so that is taken
    aside meanwhile; its triggers go and come with it.
    """
    rest, span = f"{table}_default", [step.month.begin, step.month.end]
    within = f"{column} >= %s AND {column} < %s"
    cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {rest}")
    _create(cursor, table, step.partition, step.month)
    cursor.execute(
        f"INSERT INTO {table} SELECT * FROM {rest} WHERE {within}",  # noqa: S608
        span,
    )
    cursor.execute(f"DELETE FROM {rest} WHERE {within}", span)  # noqa: S608
    # Checks that wait for the end of the transaction would forbid the last statement.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {table} ATTACH PARTITION {rest} DEFAULT")


def _detach(cursor: Any, table: str, partition: str) -> None:
    """Take a month out of its table; what was append-only stays append-only.

    Not CONCURRENTLY: PostgreSQL refuses that where there is a default partition.
    """
    cursor.execute(f"ALTER TABLE {table} DETACH PARTITION {partition}")
    if _is_append_only(cursor, table):
        for statement in append_only_sql(partition, "postgresql"):
            cursor.execute(statement)


def _is_append_only(cursor: Any, table: str) -> bool:
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname = ANY(%s))",
        [table, trigger_names(table, "postgresql")],
    )
    return bool(cursor.fetchone()[0])

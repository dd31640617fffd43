"""Inserting rows in fewer steps than `save()` takes, for the paths that are hot."""

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connections, models, transaction
from django.db.models.constants import OnConflict

from database.rows.base_models import BaseModel

Statement = tuple[str, list[Any]]


def insert_once(row: models.Model, *, using: str = "default") -> bool:
    """Insert the row unless a unique key is taken; tell whether it was inserted.

    Waits for a rival who inserted the same key and has not committed yet. What
    `bulk_create(ignore_conflicts=True)` does, which does not tell. Otherwise it does
    and skips the same as `insert_all`.
    """
    connection = connections[using]
    fields = type(row)._meta.concrete_fields
    sql = _sql(type(row), 1, using, OnConflict.IGNORE)
    with connection.cursor() as cursor:
        cursor.execute(sql, list(_values(row, fields, connection)))
        inserted = cursor.rowcount == 1
    row._state.adding, row._state.db = not inserted, using
    return inserted


def insert_all(rows: Sequence[models.Model], *, using: str = "default") -> None:
    """Insert new rows of any tables, in this order; the caller holds the transaction.

    Neighbours of one table are one statement, and PostgreSQL gets all statements in
    one message. Stamps the actor as `save()` does, and skips signals, history and
    expressions. The key of each row has to be known, as a UUID is.
    """
    connection = connections[using]
    statements = list(_statements(rows, using))
    if _takes_many(connection) and len(statements) > 1:
        joined = ";\n".join(sql for sql, _values in statements)
        statements = [(joined, [one for _sql, values in statements for one in values])]
    with (
        transaction.mark_for_rollback_on_error(using=using),
        connection.cursor() as cursor,
    ):
        for sql, values in statements:
            cursor.execute(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, using


def checks_keys_at_commit(*, using: str = "default") -> bool:
    """Tell whether a row may name another that is inserted after it.

    MariaDB checks foreign keys with every statement, the others at COMMIT.
    """
    return connections[using].features.can_defer_constraint_checks


def _takes_many(connection: Any) -> bool:
    """Tell whether one message may hold several statements with values."""
    features = connection.features
    return connection.vendor == "postgresql" and not features.uses_server_side_binding


def _statements(rows: Sequence[models.Model], using: str) -> Iterator[Statement]:
    connection = connections[using]
    model: type[models.Model]
    for model, neighbours in groupby(rows, key=type):
        group = list(neighbours)
        fields = model._meta.concrete_fields
        size = max(1, connection.ops.bulk_batch_size(fields, group))
        for first in range(0, len(group), size):
            batch = group[first : first + size]
            values = [one for row in batch for one in _values(row, fields, connection)]
            yield _sql(model, len(batch), using), values


@lru_cache(maxsize=256)
def _sql(
    model: type[models.Model],
    count: int,
    using: str,
    on_conflict: OnConflict | None = None,
) -> str:
    """Return the INSERT of so many rows; composing it costs as much as sending it."""
    operations: Any = connections[using].ops
    quote = operations.quote_name
    columns = [str(field.column) for field in model._meta.concrete_fields]
    marks = f"({', '.join(['%s'] * len(columns))})"
    return " ".join(
        [
            operations.insert_statement(on_conflict=on_conflict),
            quote(model._meta.db_table),
            f"({', '.join(map(quote, columns))})",
            f"VALUES {', '.join([marks] * count)}",
            operations.on_conflict_suffix_sql((), on_conflict, (), ()),
        ]
    ).rstrip()


def _values(
    row: models.Model, fields: Sequence[models.Field], connection: Any
) -> Iterator[Any]:
    if isinstance(row, BaseModel):
        row.stamp()
    for field in fields:
        value = field.pre_save(row, add=True)
        # psycopg would write the name of a choice.
        plain = value.value if isinstance(value, Enum) else value
        yield field.get_db_prep_save(plain, connection)

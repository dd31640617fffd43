"""Updating a row and learning what it holds then, in one statement."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.sql import UpdateQuery

from database.rows.prepared import Composed, Parameter, Statement

Rows = models.QuerySet[Any]


def update_and_read(rows: Rows, *, pk: Any, column: str, **changes: Any) -> int | None:
    """Update the row with this key among `rows`; return its whole number `column`.

    The value is the one after the update. None where the row is not among them (any
    more), decided by the UPDATE itself after it waited for its lock.
    """
    rows = rows.filter(pk=pk)
    rows._for_write = True  # type: ignore[attr-defined]
    connection: Any = connections[rows.db]
    statement = _compose(rows, column, changes, connection)
    return _send(statement, connection, rows.model, pk, column)


class UpdateAndRead:
    """An `update_and_read` that is sent often: a function, composed once.

    `rows` and `changes` name what varies as a `Parameter`, and callers by its name.
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        column: str,
        rows: Callable[[], Rows],
        changes: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._model, self._column = model, column
        self._rows, self._changes = rows, changes
        self._composed = Composed(self._compose)

    def __call__(self, *, pk: Any, **values: Any) -> int | None:
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._composed.filled(connection, {"pk": pk, **values})
        return _send(statement, connection, self._model, pk, self._column)

    def _compose(self, connection: Any) -> Statement:
        rows = self._rows().filter(pk=Parameter("pk", self._model._meta.pk))
        return _compose(rows, self._column, dict(self._changes()), connection)


def _compose(
    rows: Rows, column: str, changes: dict[str, Any], connection: Any
) -> Statement:
    if connection.vendor == "mysql":
        # MariaDB has no UPDATE … RETURNING, but its answer to an UPDATE has room for
        # one number. https://mariadb.com/kb/en/last_insert_id/
        new = changes.get(column, models.F(column))
        changes[column] = models.Func(new, function="LAST_INSERT_ID")
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(changes)
    query.clear_ordering(force=True)
    sql, values = query.get_compiler(connection=connection).as_sql()
    if _returns(connection):
        field = rows.model._meta.get_field(column)
        sql += f" RETURNING {connection.ops.quote_name(field.column)}"
    return sql, list(values)


def _returns(connection: Any) -> bool:
    return (
        connection.vendor != "mysql"
        and connection.features.can_return_columns_from_insert
    )


def _send(
    statement: Statement, connection: Any, model: Any, pk: Any, column: str
) -> int | None:
    alias = connection.alias
    with (
        transaction.mark_for_rollback_on_error(using=alias),
        connection.cursor() as cursor,
    ):
        cursor.execute(*statement)
        if _returns(connection):
            found = cursor.fetchall()
            return found[0][0] if found else None
        if not cursor.rowcount:
            return None
        if connection.vendor == "mysql":
            return cursor.lastrowid
    # SQLite before 3.35. Nobody else writes until this transaction ends.
    rows = model._base_manager.using(alias).values_list(column, flat=True)
    return rows.get(pk=pk)

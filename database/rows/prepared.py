"""Statements that the ORM composes once, for the paths that are hot.

To compose a statement costs more than to send it. Where only its values change, a
`Parameter` stands for each of them, and the SQL is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression

Statement = tuple[str, list[Any]]


class Parameter(Expression):
    """A value that is given later and prepared by this field, as any expression."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Statement:  # type: ignore[override]
        return "%s", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        """Return the value as the driver takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Composed:
    """A statement with parameters, composed where it is sent for the first time."""

    def __init__(self, compose: Callable[[Any], tuple[str, Any]]) -> None:
        self._compose = compose
        self._known: dict[str, tuple[str, Any]] = {}

    def filled(self, connection: Any, values: Mapping[str, Any]) -> Statement:
        """Return the statement for this database, and its values in their order."""
        known = self._known.get(connection.alias)
        if known is None:
            known = self._known[connection.alias] = self._compose(connection)
        sql, params = known
        return sql, [
            param.prepared(values[param.name], connection)
            if isinstance(param, Parameter)
            else param
            for param in params
        ]


class Reading:
    """A SELECT of `values_list()`, composed once."""

    def __init__(self, rows: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._make = rows
        self._composed = Composed(self._compose)
        self._converters: dict[str, Any] = {}

    @cached_property
    def _query(self) -> Any:
        return self._make().query

    def __call__(self, **values: Any) -> list[Sequence[Any]]:
        """Return the primary's rows for these values of the parameters."""
        return self.of(DEFAULT_DB_ALIAS, values)

    def of(self, using: str, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Return the rows of this database."""
        connection: Any = connections[using]
        sql, params = self._composed.filled(connection, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        converters = self._converters[connection.alias]
        if not converters:
            return rows
        compiler = self._query.get_compiler(connection=connection)
        return list(compiler.apply_converters(rows, converters))

    def _compose(self, connection: Any) -> tuple[str, Any]:
        compiler = self._query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        self._converters[connection.alias] = compiler.get_converters(columns)
        return sql, params

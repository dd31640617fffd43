"""One statement that counts a try, whoever counts beside it, on every engine."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import OperationalError, connections, transaction
from django.db.models import Q

from database.models.brakes import BrakeCount
from database.transactions import ATTEMPTS, is_conflict

T = TypeVar("T")
Counts = dict[tuple[str, str], int]
_KEY = ("rule", "subject")

# What a row holds after a try, of {old} and {new} values, in the order in which MariaDB
# works them out: each may read only what no line above it has changed. `began_at` of
# the new row is the moment of the try.
_CHANGES = {
    "refused": "{old.refused} + CASE WHEN {is_refused} THEN 1 ELSE 0 END",
    "refused_at": (
        "CASE WHEN {is_refused} THEN {new.began_at} ELSE {old.refused_at} END"
    ),
    "began_at": "CASE WHEN {is_over} THEN {new.began_at} ELSE {old.began_at} END",
    "count": "CASE WHEN {is_over} THEN 1 ELSE {old.count} + 1 END",
    "most": "{new.most}",
    "ends_at": "CASE WHEN {is_over} THEN {new.ends_at} ELSE {old.ends_at} END",
}
# `ends_at` is changed last of all.
_IS_OVER = "{old.ends_at} <= {new.began_at}"
_IS_REFUSED = "{old.ends_at} > {new.began_at} AND {old.count} >= {new.most}"
# What another process of the same shop refused.
_NOTED = {
    "refused": "{old.refused} + 1",
    "refused_at": "{new.refused_at}",
    "began_at": "{new.began_at}",
    "count": "{new.count}",
    "most": "{new.most}",
    "ends_at": "{new.ends_at}",
}


def count(rows: Sequence[BrakeCount]) -> Counts:
    """Raise the count of each row's rule and subject by one; return the counts.

    The rows decide, in the statement that raises them: of any number of rivals each
    gets a number of its own. The caller sorts, so that rivals lock in one order.
    """
    return _tried(lambda: _count(rows))


def note(row: BrakeCount) -> None:
    """Write the row down as it is, and add its refusal to those before."""
    connection: Any = connections["default"]

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(*_statement([row], _NOTED, connection))

    _tried(write)


def _tried(work: Callable[[], T]) -> T:
    """Do it again where a rival was in the way."""
    attempts = 1 if connections["default"].in_atomic_block else ATTEMPTS
    for _attempt in range(attempts - 1):
        try:
            return work()
        except OperationalError as error:
            if not is_conflict(error):
                raise
    return work()


def _count(rows: Sequence[BrakeCount]) -> Counts:
    connection: Any = connections["default"]
    sql, values = _statement(rows, _CHANGES, connection)
    if connection.features.can_return_columns_from_insert:
        quote = connection.ops.quote_name
        sql += f" RETURNING {', '.join(map(quote, (*_KEY, 'count')))}"
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return {(rule, subject): tries for rule, subject, tries in cursor}
    # MySQL: what was counted is read while this transaction keeps the rows locked.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        mine = Q()
        for row in rows:
            mine |= Q(rule=row.rule, subject=row.subject)
        found = BrakeCount.objects.using("default").filter(mine).order_by()
        return {
            (rule, subject): tries
            for rule, subject, tries in found.values_list(*_KEY, "count")
        }


class _Columns:
    """The columns of one side, by their names: `{old.count}`."""

    def __init__(self, shape: str, quote: Callable[[str], str]) -> None:
        self._shape, self._quote = shape, quote

    def __getattr__(self, name: str) -> str:
        return self._shape % self._quote(name)


def _statement(
    rows: Sequence[BrakeCount], changes: dict[str, str], connection: Any
) -> tuple[str, list[Any]]:
    quote, is_mysql = connection.ops.quote_name, connection.vendor == "mysql"
    table = quote(BrakeCount._meta.db_table)
    sides = {
        "old": _Columns(f"{table}.%s", quote),
        "new": _Columns("VALUES(%s)" if is_mysql else "excluded.%s", quote),
    }
    names: dict[str, Any] = {
        **sides,
        "is_over": _IS_OVER.format(**sides),
        "is_refused": _IS_REFUSED.format(**sides),
    }
    fields = BrakeCount._meta.concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    setters = ", ".join(
        f"{quote(name)} = {shape.format(**names)}" for name, shape in changes.items()
    )
    on_conflict = (
        "ON DUPLICATE KEY UPDATE"
        if is_mysql
        else f"ON CONFLICT ({', '.join(map(quote, _KEY))}) DO UPDATE SET"
    )
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    # Names of our own columns; what varies travels as values.
    sql = f"INSERT INTO {table} ({columns}) VALUES {marks} {on_conflict} {setters}"  # noqa: S608
    return sql, values

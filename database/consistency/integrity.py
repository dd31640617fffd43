"""Checks that every table gets for free: what the engine should have refused.

Engines are told to skip a rule now and then (a restore, a bulk load, MyISAM, a trigger
switched off), MariaDB never had conditional constraints, and SQLite loses triggers when
Django rebuilds a table.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import (
    SET_NULL,
    AutoField,
    Count,
    Exists,
    F,
    ForeignKey,
    Model,
    OuterRef,
    Q,
    QuerySet,
    UniqueConstraint,
    Window,
)
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from database.consistency.naming import Fault, named_model, with_name
from database.rows.base_models import LedgerModel
from database.tables.migration_operations import (
    append_only_sql,
    reopen_sql,
    trigger_names,
)


def stored_models() -> list[type[Model]]:
    """Return every model with a table of its own, those between two others as well."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def rows_of(model: type[Model], using: str) -> QuerySet:
    """Return all rows, the deleted too, in no order."""
    return model._base_manager.using(using).order_by()


# --- Foreign keys without their row --------------------------------------------------
def orphans(using: str) -> Iterator[Fault]:
    """Yield rows whose foreign key leads nowhere; one anti-join for each key."""
    for model in stored_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, ForeignKey) and has_constraint(field):
                yield from _orphans_of(model, field, using)


def has_constraint(field: Any) -> bool:
    """Tell whether the key has to lead somewhere: those of histories need not."""
    return field.db_constraint


def _orphans_of(model: type[Model], field: ForeignKey, using: str) -> Iterator[Fault]:
    if not _has_orphans(model, field, using):
        return
    can_be_emptied = _can_be_emptied(field)
    for pk, target, name in (
        with_name(_astray(model, field, using))
        .values_list("pk", field.attname, "known_as")
        .iterator()
    ):
        yield Fault(
            object=str(name or pk),
            detail=f"{model._meta.label}.{field.name} = {target}",
            key=(model._meta.label, field.name, pk),
            before=str(target),
            after=_("empty") if can_be_emptied else "",
            model=page_of(model),
        )


def _has_orphans(model: type[Model], field: ForeignKey, using: str) -> bool:
    """Ask whether there is any at all: nearly always there is none to be named.

    Written by hand, since there are more than a hundred keys: to compose and compile
    the query of each is most of the work of a check on a small shop.
    """
    connection = connections[using]
    table, column, target, key = (
        connection.ops.quote_name(name)
        for name in (
            model._meta.db_table,
            str(field.column),
            field.related_model._meta.db_table,
            str(field.target_field.column),
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM {table} own "  # noqa: S608  our own names
            f"WHERE own.{column} IS NOT NULL AND NOT EXISTS "
            f"(SELECT 1 FROM {target} other WHERE other.{key} = own.{column}))"
        )
        (found,) = cursor.fetchone()
    return bool(found)


def _can_be_emptied(field: ForeignKey) -> bool:
    """Tell whether the database would have emptied the key itself."""
    return field.null and field.remote_field.on_delete is SET_NULL


def page_of(model: type[Model]) -> str:
    """Return the label of the model whose page shows a row of this one."""
    named = named_model(model)
    return named._meta.label if named else ""


def _astray(model: type[Model], field: ForeignKey, using: str) -> QuerySet:
    targets = field.related_model._base_manager.order_by()
    target = targets.filter(**{field.target_field.attname: OuterRef(field.attname)})
    return rows_of(model, using).filter(
        ~Exists(target), **{f"{field.attname}__isnull": False}
    )


def clear_orphans(using: str, faults: Sequence[Fault]) -> int:
    """Empty the keys that the database would have emptied itself; leave the rest."""
    cleared = 0
    by_field = sorted(faults, key=lambda fault: fault.key[:2])
    for (label, name), group in groupby(by_field, key=lambda fault: fault.key[:2]):
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        if _can_be_emptied(field):
            rows = _astray(model, field, using)
            keys = [fault.key[2] for fault in group]
            cleared += rows.filter(pk__in=keys).update(**{name: None})
    return cleared


# --- Two rows where there may be one -------------------------------------------------
def duplicates(using: str) -> Iterator[Fault]:
    """Yield rows that share what is unique; names of users without regard to case."""
    for model in stored_models():
        for columns, condition in _unique_sets(model):
            yield from _duplicates_of(model, columns, condition, using)


def _unique_sets(model: type[Model]) -> Iterator[tuple[dict[str, Any], Q]]:
    """Yield ({name: expression}, condition) for everything that is unique."""
    user = get_user_model()
    names = {user.USERNAME_FIELD, user.EMAIL_FIELD} if model is user else set()
    for field in model._meta.local_concrete_fields:
        if field.unique and not field.primary_key:
            name = field.attname
            yield {name: Lower(name) if name in names else F(name)}, Q()
    for fields in model._meta.unique_together:
        yield {name: F(name) for name in fields}, Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            columns = {name: F(name) for name in constraint.fields}
            yield columns, constraint.condition or Q()


def _duplicates_of(
    model: type[Model], columns: dict[str, Any], condition: Q, using: str
) -> Iterator[Fault]:
    # NULLs differ from each other.
    rows = rows_of(model, using).filter(
        condition, **{f"{name}__isnull": False for name in columns}
    )
    # Grouping is far cheaper than the window below, and nearly always finds nothing.
    same = {f"same_{name}": expression for name, expression in columns.items()}
    groups = rows.values(**same).annotate(times=Count("pk")).filter(times__gt=1)
    if not groups.exists():
        return
    times = Window(Count("pk"), partition_by=list(columns.values()))
    for pk, name, count, *values in (
        with_name(rows.annotate(times=times).filter(times__gt=1))
        .values_list("pk", "known_as", "times", *columns)
        .iterator()
    ):
        what = ", ".join(f"{n} = {v}" for n, v in zip(columns, values, strict=True))
        yield Fault(
            object=str(name or pk),
            detail=_("%(model)s: %(what)s, %(count)d times")
            % {"model": model._meta.label, "what": what, "count": count},
            key=pk,
            model=page_of(model),
        )


# --- Sequences behind their column ---------------------------------------------------
def lagging_sequences(using: str) -> Iterator[Fault]:
    """Yield columns whose next number is taken already, as after a bulk load.

    PostgreSQL only: SQLite and InnoDB take the largest number there is into account.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in stored_models():
            key: Any = model._meta.pk
            if not isinstance(key, AutoField):
                continue
            table, column = quote(model._meta.db_table), str(key.column)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
            (sequence,) = cursor.fetchone()
            if sequence is None:
                continue
            cursor.execute(
                f"SELECT (SELECT max({quote(column)}) FROM {table}), "  # noqa: S608
                f"last_value + is_called::int FROM {sequence}"
            )
            largest, following = cursor.fetchone()
            if largest is not None and following <= largest:
                yield Fault(
                    object=model._meta.db_table,
                    detail=_("next %(next)d, largest %(largest)d")
                    % {"next": following, "largest": largest},
                    key=(sequence, table, quote(column)),
                    before=_("next %(next)d") % {"next": following},
                    after=_("next %(next)d") % {"next": largest + 1},
                )


def advance_sequences(using: str, faults: Sequence[Fault]) -> int:
    """Set each sequence behind the largest number of its column, never back."""
    with connections[using].cursor() as cursor:
        for fault in faults:
            sequence, table, column = fault.key
            cursor.execute(
                f"SELECT setval(%s, largest) FROM {sequence}, "  # noqa: S608
                f"(SELECT max({column}) AS largest FROM {table}) AS numbers "
                "WHERE last_value + is_called::int <= largest",
                [sequence],
            )
    return len(faults)


# --- Ledgers whose table can be changed ----------------------------------------------
_TRIGGERS = {
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' "
        "AND pg_table_is_visible(pg_class.oid)"
    ),
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "mysql": (
        "SELECT trigger_name FROM information_schema.triggers "
        "WHERE trigger_schema = DATABASE()"
    ),
}


def open_ledgers(using: str) -> Iterator[Fault]:
    """Yield append-only tables without a trigger that refuses changes."""
    vendor = connections[using].vendor
    with connections[using].cursor() as cursor:
        cursor.execute(_TRIGGERS[vendor])
        present = {name for (name,) in cursor.fetchall()}
    ledgers = [model for model in stored_models() if issubclass(model, LedgerModel)]
    for model in sorted(ledgers, key=attrgetter("_meta.db_table")):
        table = model._meta.db_table
        missing = [name for name in trigger_names(table, vendor) if name not in present]
        if missing:
            yield Fault(
                object=table,
                detail=", ".join(missing),
                key=table,
                before=_("rows can be changed"),
                after=_("changes are refused"),
            )


def close_ledgers(using: str, faults: Sequence[Fault]) -> int:
    """Make the triggers again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for fault in faults:
            for statement in (
                *reopen_sql(fault.key, connection.vendor),
                *append_only_sql(fault.key, connection.vendor),
            ):
                cursor.execute(statement)
    return len(faults)

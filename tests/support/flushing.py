"""Empties the database after a test that committed.

Django's flush truncates every table and runs the handlers of `post_migrate` again,
which write the same hundreds of permissions that were there before: ten times the work
of a short test. What migrations leave behind is kept here, and only tables with rows
are emptied. Where a test changed what is kept, Django's own flush runs.
"""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

from database.audit.log import triggers_open

# What migrations fill, and the handlers that run after them.
KEPT = (
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "orders_mailtext",
    "orders_shippingmethod",
)
flush = TransactionTestCase._fixture_teardown
_left_by_migrations: dict[str, list[list[Any]]] = {}


def remember() -> None:
    """Note what a fresh database holds."""
    _left_by_migrations.update({alias: _kept(alias) for alias in _aliases()})


def empty(case: TransactionTestCase) -> None:
    """Bring the database back to what migrations left: instead of Django's flush."""
    aliases = list(case._databases_names(include_mirrors=False))
    if any(_kept(alias) != _left_by_migrations[alias] for alias in aliases):
        with ExitStack() as stack:
            for alias in aliases:
                stack.enter_context(transaction.atomic(using=alias))
                stack.enter_context(triggers_open(using=alias))
            flush(case)
        remember()
        return
    for alias in aliases:
        connection = connections[alias]
        with connection.constraint_checks_disabled(), transaction.atomic(using=alias):
            _delete_all(connection)


def _aliases() -> Iterable[str]:
    return (
        alias
        for alias in connections
        if not connections[alias].settings_dict["TEST"]["MIRROR"]
    )


def _kept(alias: str) -> list[list[Any]]:
    with connections[alias].cursor() as cursor:
        rows = []
        for table in KEPT:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows.append(cursor.fetchall())
        return rows


def _delete_all(connection: Any) -> None:
    """Delete the rows of every table that has some; keys are checked at the end."""
    names = connection.introspection.django_table_names(
        only_existing=True, include_views=False
    )
    tables = sorted(set(names) - set(KEPT))
    quote = connection.ops.quote_name
    with triggers_open(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})"
                for table in tables
            )
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quote(table)}")

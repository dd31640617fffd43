"""Indexes that are built while the shop writes: also after a build that was stopped."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState

from database.tables.migration_operations import AddIndexOnline, RemoveIndexOnline

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = models.Index(fields=["kind", "created_at"], name="database_outbox_trial")
TABLE = "database_outboxmessage"


def columns() -> list[str] | None:
    """Return the columns of the trial's index, or None where there is none."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    return found.get(INDEX.name, {}).get("columns")


def operations() -> tuple[Callable[[], None], Callable[[], None]]:
    """Return functions that build and remove the index, as a migration would."""
    before = ProjectState.from_apps(apps)
    build = AddIndexOnline("outboxmessage", INDEX)
    remove = RemoveIndexOnline("outboxmessage", INDEX.name)
    after = before.clone()
    build.state_forwards("database", after)

    def forwards() -> None:
        with connection.schema_editor(atomic=False) as editor:
            build.database_forwards("database", editor, before, after)

    def backwards() -> None:
        with connection.schema_editor(atomic=False) as editor:
            remove.database_forwards("database", editor, after, before)

    return forwards, backwards


def test_it_is_built_and_removed():
    build, remove = operations()

    build()
    assert columns() == ["kind", "created_at"]
    remove()
    assert columns() is None


@pytest.mark.postgresql
def test_what_a_stopped_build_left_behind_is_built_anew():
    build, remove = operations()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {INDEX.name} ON {TABLE} (attempts)")

    build()

    assert columns() == ["kind", "created_at"]
    remove()


@pytest.mark.postgresql
def test_nobody_who_writes_waits_for_it(django_assert_num_queries):
    build, remove = operations()

    with django_assert_num_queries(2) as seen:
        build()

    assert all("CONCURRENTLY" in query["sql"] for query in seen)
    remove()

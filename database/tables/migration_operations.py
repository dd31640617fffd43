"""Migration operations with one statement an engine."""

from collections.abc import Callable
from typing import Any

from django.db.migrations.operations import AddIndex, RemoveIndex
from django.db.migrations.operations.base import Operation

from database.tables.sql import divide_sql, unite_sql

REFUSAL = "is append-only: rows are added, never changed or removed"

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION kontor_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('kontor.maintenance', true), '') = 'on' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: rows are added, never changed or removed',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kontor_refuse_change();
"""

# Row triggers do not see TRUNCATE. "Or replace": a database that was made after the
# ledgers learned to refuse it has the trigger already.
_NO_TRUNCATE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kontor_refuse_change()
"""
# A month of a table that is kept by months does not inherit such a trigger.
_NO_TRUNCATE_OF_MONTHS = """
DO $months$
DECLARE month name;
BEGIN
    FOR month IN SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid
        WHERE inhparent = '{table}'::regclass LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION kontor_refuse_change()',
            month || '_no_truncate', month);
    END LOOP;
END $months$
"""

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
    WHEN NOT kontor_maintenance()
    BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END
"""

_MYSQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
    IF coalesce(@kontor_maintenance, '') <> 'on' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{table} {refusal}';
    END IF
"""


class VendorSQL(Operation):
    """Run SQL that only some engines have.

    `forwards` and `backwards` map a vendor (`postgresql`, `sqlite`, `mysql`) to a list
    of statements; an engine without an entry is left as it is.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        forwards: dict[str, list[str]],
        backwards: dict[str, list[str]] | None = None,
    ) -> None:
        self.forwards = forwards
        self.backwards = backwards or {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: this touches the database only."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, self.forwards)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, self.backwards)

    def _run(self, schema_editor: Any, statements: dict[str, list[str]]) -> None:
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Runs SQL of its own on " + ", ".join(sorted(self.forwards))


class _WithoutLock:
    """What both operations on indexes below share: no transaction around them."""

    atomic = False

    def _options(self, schema_editor: Any) -> dict[str, bool]:
        if schema_editor.connection.vendor != "postgresql":
            return {}
        return {"concurrently": True}


class AddIndexOnline(_WithoutLock, AddIndex):
    """Build an index while the shop goes on writing to the table.

    Its migration needs `atomic = False`. MariaDB builds so by itself; SQLite has one
    writer anyway. If PostgreSQL is stopped midway, it leaves an invalid index of this
    name behind: it is dropped first, so that the migration can be run again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        options = self._options(schema_editor)
        if options:
            name = schema_editor.quote_name(self.index.name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        schema_editor.add_index(model, self.index, **options)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        schema_editor.remove_index(model, self.index, **self._options(schema_editor))


class RemoveIndexOnline(_WithoutLock, RemoveIndex):
    """Remove an index while the shop goes on using the table."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        state = from_state.models[app_label, self.model_name_lower]
        index = state.get_index_by_name(self.name)
        schema_editor.remove_index(model, index, **self._options(schema_editor))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        state = to_state.models[app_label, self.model_name_lower]
        index = state.get_index_by_name(self.name)
        schema_editor.add_index(model, index, **self._options(schema_editor))


class AppendOnly(Operation):
    """Make the database refuse UPDATE and DELETE on a model's table.

    The one door is `database.audit.log.maintenance()`, whose flag the triggers read.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: triggers are no part of their state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in append_only_sql(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for statement in reopen_sql(table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Makes {self.model_name} append-only"


class RefuseTruncate(AppendOnly):
    """Make an append-only table of PostgreSQL refuse TRUNCATE as well.

    For databases whose tables were closed before `AppendOnly` did it; the others have
    no TRUNCATE that passes triggers (SQLite has none at all, MariaDB's needs DROP).
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            for sql in (_NO_TRUNCATE, _NO_TRUNCATE_OF_MONTHS):
                schema_editor.execute(sql.format(table=table), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            statement = f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}"
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Makes {self.model_name} refuse TRUNCATE"


class PartitionByMonth(Operation):
    """Let PostgreSQL keep a model's table by months; the others keep a plain table.

    What the table already has comes along: rows, indexes, checks, foreign keys and
    triggers. The primary key becomes (key, column), because PostgreSQL keeps every
    unique rule within a partition; Django goes on knowing the row by its key, which is
    a UUID and unique by itself. A unique rule without the column is refused by
    PostgreSQL. `manage.py partitions` makes and removes the months later on.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, column: str = "created_at") -> None:
        self.model_name, self.column = model_name, column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: partitions are no part of their state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._rebuild(app_label, schema_editor, to_state, divide_sql)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self._rebuild(app_label, schema_editor, from_state, unite_sql)

    def _rebuild(
        self, app_label: str, schema_editor: Any, state: Any, sql: Callable[..., str]
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        options = state.apps.get_model(app_label, self.model_name)._meta
        statement = sql(options.db_table, key=options.pk.column, column=self.column)
        schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Keeps {self.model_name} by months"


def no_truncate_sql(table: str) -> str:
    """Return the statement that makes a table of PostgreSQL refuse TRUNCATE."""
    return _NO_TRUNCATE.format(table=table)


def trigger_names(table: str, vendor: str) -> list[str]:
    """Return the names of the triggers that close the table on this engine."""
    if vendor == "postgresql":
        return [f"{table}_append_only", f"{table}_no_truncate"]
    return [f"{table}_no_update", f"{table}_no_delete"]


def reopen_sql(table: str, vendor: str) -> list[str]:
    """Return the statements that take the triggers away, as far as they are there."""
    place = f" ON {table}" if vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}{place}" for name in trigger_names(table, vendor)
    ]


def append_only_sql(table: str, vendor: str) -> list[str]:
    """Return the statements that close the table on this engine."""
    if vendor == "postgresql":
        return [sql.format(table=table) for sql in (_POSTGRESQL, _NO_TRUNCATE)]
    template = _SQLITE if vendor == "sqlite" else _MYSQL
    return [
        template.format(table=table, verb=verb, refusal=REFUSAL)
        for verb in ("update", "delete")
    ]

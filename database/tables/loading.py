"""Loading millions of rows: without the indexes that each row would have to enter."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.models import Model

# Primary keys and rules stay: what breaks one is refused at once.
_FOREIGN_KEYS = """
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conrelid, conname
"""
# An index is built the faster the more of it fits into memory.
_MEMORY = """
SELECT set_config('maintenance_work_mem', '256MB', true)
WHERE pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('256MB')
"""
_INDEXES = """
SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY indexrelid
"""


@contextmanager
def without_indexes(
    models: Iterable[type[Model]], *, using: str = "default"
) -> Iterator[None]:
    """Take foreign keys and plain indexes off the tables, and put them back.

    PostgreSQL checks each row of a foreign key by a query of its own, and keys that are
    random touch a page of an index each: together that is most of the work. Put back,
    each is checked and built in one go, by its own definition.

    All in the caller's transaction: nobody ever sees the tables without, and an error
    undoes everything. Nobody else can use the tables until its end. Other engines, and
    tables in months, are left as they are.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        yield
        return
    names = [connection.ops.quote_name(model._meta.db_table) for model in models]
    # Nothing may be left to check in a table that is altered.
    connection.check_constraints()
    with connection.cursor() as cursor:
        taken = [*_take_off(cursor, names)]
    yield
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        for statement in taken:
            cursor.execute(statement)


def _take_off(cursor: Any, names: list[str]) -> Iterator[str]:
    """Take everything off; yield the statements that put it back, keys last."""
    cursor.execute(_FOREIGN_KEYS, [names])
    keys = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(_INDEXES, [names])
    for index, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {index}")
        yield definition
    for table, name, definition in keys:
        yield f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'

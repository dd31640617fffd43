"""What the planner of queries believes about the tables."""

from collections.abc import Iterable

from django.db import connections
from django.db.models import Model


def refresh_statistics(
    models: Iterable[type[Model]], *, using: str = "default"
) -> None:
    """Count the tables anew, after many rows came at once.

    Until then the planner takes a table that was empty a moment ago for empty, and
    reads a million rows in the way that is best for three: a report took a thousand
    times as long. Inside a transaction MariaDB is left alone, because it would commit.
    """
    connection = connections[using]
    is_mysql = connection.vendor == "mysql"
    if is_mysql and connection.in_atomic_block:
        return
    verb = "ANALYZE TABLE" if is_mysql else "ANALYZE"
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"{verb} {connection.ops.quote_name(model._meta.db_table)}")

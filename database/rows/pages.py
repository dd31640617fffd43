"""Reading whole tables in bounded memory, on every engine."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

PAGE = 5000


def in_pages(
    rows: QuerySet, *columns: str, size: int = PAGE
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield pages of (key, *columns), each one statement over a range of keys.

    PyMySQL reads a result to its end before it gives the first row, so `iterator()`
    bounds nothing there.
    """
    rows = rows.order_by("pk").values_list("pk", *columns)
    page = list(rows[:size])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1][0])[:size])

"""Rows as PostgreSQL's COPY reads them: lines of text, made column by column.

psycopg's `write_row` looks at every value on its own. A column at a time, Python's
loops run in C, and a value that comes again is converted once: half the work.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import islice, repeat
from typing import Any, cast
from uuid import UUID

from django.db import models

# The text of COPY: https://www.postgresql.org/docs/current/sql-copy.html
NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
CHUNK = 5000
# PostgreSQL reads what Python writes. Fields of our own may have something to do.
_PLAIN = {
    models.UUIDField,
    models.DateTimeField,
    models.CharField,
    models.EmailField,
}


class Texts(dict[Any, str]):
    """What COPY reads for the values of a column, each written once."""

    def __missing__(self, value: Any) -> str:
        text = self[value] = self.write(value)
        return text

    def write(self, value: Any) -> str:
        """Return the text of a key, a time or a text; columns may share these."""
        if value is None:
            return NULL
        if isinstance(value, UUID):
            return value.hex
        return _escaped(str(value))


class PreparedTexts(Texts):
    """Values that Django's field prepares, and psycopg turns into text."""

    def __init__(self, field: models.Field, connection: Any) -> None:
        super().__init__()
        # Other engines do without psycopg.
        from psycopg.adapt import PyFormat, Transformer

        self._field, self._connection = field, connection
        self._driver, self._form = Transformer(connection.connection), PyFormat.TEXT

    def write(self, value: Any) -> str:
        """Return the text of any value."""
        # psycopg would write the name of a choice.
        plain = value.value if isinstance(value, Enum) else value
        prepared = self._field.get_db_prep_save(plain, self._connection)
        if prepared is None:
            return NULL
        dumper = self._driver.get_dumper(prepared, self._form)
        dumped = cast(bytes, dumper.dump(prepared))
        return _escaped(bytes(dumped).decode())


def _escaped(text: str) -> str:
    # Hardly any text has something to escape, and to look is faster.
    if text.isprintable() and "\\" not in text:
        return text
    return text.translate(_ESCAPES)


def is_plain(field: models.Field) -> bool:
    """Tell whether the column takes keys, times or texts just as they are."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return type(target) in _PLAIN and not field.choices


def lines(
    rows: Iterable[Sequence[Any]],
    columns: Sequence[Texts],
    constants: Sequence[str],
    makers: Sequence[Callable[[], str]],
) -> Iterator[str]:
    """Yield some thousand lines at a time: the row's values, constants, what is made.

    What the columns remember is forgotten in between, so that no table is too large.
    """
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        count = len(chunk)
        written: list[Iterable[str]] = [
            map(texts.__getitem__, values)
            for texts, values in zip(columns, zip(*chunk, strict=True), strict=True)
        ]
        written += [repeat(text, count) for text in constants]
        written += [[make() for _ in range(count)] for make in makers]
        yield "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"
        for texts in columns:
            texts.clear()

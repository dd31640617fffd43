"""Lines of a file as records: the cells of one row, however many lines they take. Pure.

Python's own reader takes a quote that is never closed for one cell as large as the rest
of the file. Here a row that cannot be read spoils itself alone: the lines after its
first are read as rows of their own.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

SEPARATORS = (",", ";", "\t", "|")
MOST_LINES = 20  # of one row


class Unreadable(NamedTuple):
    """A line whose quotes do not match, and why it cannot be read."""

    line: str
    why: str


class _Lines:
    """The lines of a file with their numbers; some can be put back."""

    def __init__(self, lines: Iterable[str], first: int) -> None:
        self._lines = enumerate(lines, start=first)
        self._held: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._held.popleft() if self._held else next(self._lines)

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._held.extendleft(reversed(lines))


def read_records(
    lines: Iterable[str], separator: str, cells: int, first: int = 2
) -> Iterator[tuple[int, list[str] | Unreadable]]:
    """Yield the number of its first line and the cells of every row; blank ones too.

    `cells` is how many a row has: a quoted cell that holds as many separators over
    several lines has swallowed a row, so its first line is refused instead.
    """
    source = _Lines(lines, first)
    for number, line in source:
        if '"' in line:
            yield number, _quoted(line, source, separator, cells)
        else:
            yield number, line.rstrip("\r\n").split(separator)


def _quoted(
    line: str, source: _Lines, separator: str, cells: int
) -> list[str] | Unreadable:
    """Return the cells of a row with quotes, and take as many lines as it needs."""
    taken: list[tuple[int, str]] = []
    is_open = False

    def until_closed() -> Iterator[str]:
        nonlocal is_open
        yield line
        is_open = True
        for following in islice(source, MOST_LINES - 1):
            taken.append(following)
            yield following[1]

    record = None
    with suppress(csv.Error):
        record = next(csv.reader(until_closed(), delimiter=separator, strict=True))
    if record and not (is_open and _has_swallowed_a_row(record, separator, cells)):
        return record
    source.put_back(taken)
    if is_open:
        return Unreadable(
            line, _("A quotation mark is opened but not closed. Close it or remove it.")
        )
    return Unreadable(line, _("The quotation marks in the line do not match."))


def _has_swallowed_a_row(record: list[str], separator: str, cells: int) -> bool:
    """Tell whether a quote was closed by the next one of another row."""
    return any("\n" in cell and cell.count(separator) >= cells - 1 for cell in record)

"""Files whose cells are separated by a character: CSV and its relatives.

Python's own reader takes a quote that is never closed for one cell as large as the
rest of the file, and everything in it is gone. Here a row that cannot be read spoils
itself alone, and says on which line it begins.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from database.sheets.errors import UnreadableSheet

SEPARATORS = (",", ";", "\t", "|")
_LINE_END = re.compile(r"\r\n|\n|\r")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SAMPLE = 60  # lines


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read."""

    rows: int = 5_000
    columns: int = 100
    cell: int = 2_000  # characters
    cell_lines: int = 10


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be read, and why.

    `is_torn` is set if the quotes do not match, so that it is not certain either where
    the next row begins.
    """

    line: int
    why: str
    is_torn: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a file in their order; empty ones are left out."""

    separator: str
    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]


class _Torn(Exception):
    """The quotes of the text do not match; `is_open` if more text could close them."""

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open


def read_rows(text: str, separator: str, limits: Limits | None = None) -> Sheet:
    """Return the rows. Raises UnreadableSheet if there are more than allowed.

    A quoted cell may go on over `cell_lines` lines. A quote that is not closed by then,
    or has text behind it, refuses the row that it is in; the lines after its first are
    read as rows of their own.
    """
    limits = limits or Limits()
    lines = _LINE_END.split(text)
    rows: list[Row] = []
    refused: list[RefusedRow] = []
    at = 0
    while at < len(lines):
        found, used = _next_row(lines, at, separator, limits)
        at += used
        if isinstance(found, RefusedRow):
            refused.append(found)
        elif not found.is_empty:
            rows.append(found)
        if len(rows) + len(refused) > limits.rows:
            raise UnreadableSheet(
                _("The file has more than %(most)d rows. Split it.")
                % {"most": limits.rows}
            )
    return Sheet(separator, tuple(rows), tuple(refused))


def likely_separators(text: str) -> list[str]:
    """Return all separators, the one first that cuts most lines alike.

    Of two that cut as many lines alike, the one that makes more cells.
    """
    lines = [line for line in _LINE_END.split(text[:20_000]) if line.strip()]

    def fit(separator: str) -> tuple[int, int]:
        counts = Counter(_count(line, separator) for line in lines[:_SAMPLE])
        counts.pop(1, None)
        if not counts:
            return (0, 0)
        cells, alike = max(counts.items(), key=lambda item: (item[1], item[0]))
        return (alike, cells)

    return sorted(SEPARATORS, key=fit, reverse=True)


def _count(line: str, separator: str) -> int:
    try:
        return len(_split(line, separator))
    except _Torn:
        return 1


def _next_row(
    lines: Sequence[str], at: int, separator: str, limits: Limits
) -> tuple[Row | RefusedRow, int]:
    """Return the row that begins with line `at`, and how many lines it takes."""
    line, text = at + 1, lines[at]
    for used in range(1, limits.cell_lines + 1):
        try:
            return _checked(line, _split(text, separator), limits), used
        except _Torn as torn:
            if not torn.is_open:
                why = _("There is text after a closing quotation mark.")
                return RefusedRow(line, why, is_torn=True), 1
        if at + used >= len(lines) or len(text) > limits.cell * limits.columns:
            break
        text = f"{text}\n{lines[at + used]}"
    why = _("A quotation mark is opened but not closed. Close it or remove it.")
    return RefusedRow(line, why, is_torn=True), 1


def _checked(line: int, cells: list[str], limits: Limits) -> Row | RefusedRow:
    if len(cells) > limits.columns:
        names = {"found": len(cells), "most": limits.columns}
        why = _("The row has %(found)d cells; at most %(most)d are read.") % names
        return RefusedRow(line, why)
    for number, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell:
            names = {"number": number, "most": limits.cell}
            why = _("Cell %(number)d is longer than %(most)d characters.") % names
            return RefusedRow(line, why)
        if _UNSTORABLE.search(cell):
            why = _("Cell %(number)d contains characters that cannot be stored.")
            return RefusedRow(line, why % {"number": number})
    return Row(line, tuple(cells))


def _split(text: str, separator: str) -> list[str]:
    """Return the cells of one row. Raises _Torn."""
    if '"' not in text:
        return text.split(separator)
    return list(_cells(text, separator))


def _cells(text: str, separator: str) -> Iterator[str]:
    """Yield the cells. A quote counts at the beginning of a cell only."""
    quoted = _quoted(separator)
    at = 0
    while True:
        if opened := _OPENING.match(text, at):
            cell = quoted.match(text, opened.end())
            if cell is None:
                raise _Torn(is_open=not _CLOSED.match(text, opened.end()))
            yield cell[1].replace('""', '"')
            at = cell.end()
        else:
            end = text.find(separator, at)
            end = len(text) if end < 0 else end
            yield text[at:end]
            at = end
        if at == len(text):
            return
        at += 1


_OPENING = re.compile(r'[ ]*"')
_CLOSED = re.compile(r'(?:[^"]|"")*+"')


@lru_cache
def _quoted(separator: str) -> re.Pattern[str]:
    """Return what a quoted cell looks like behind its opening quote.

    It takes all it can and gives nothing back, so that a doubled quote is never taken
    for a closing one.
    """
    return re.compile(rf'((?:[^"]|"")*+)"[ ]*(?={re.escape(separator)}|\Z)')

"""Tables as files for spreadsheets, in which no cell is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils import timezone

# What a spreadsheet runs instead of showing it, when a cell begins with it; the wide
# forms where it speaks an Asian language.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767  # characters, of XLSX

Row = Sequence[Any]

# Excel reads a CSV file without it in the encoding of its own country.
BOM = "\ufeff"
CSV_TYPE = "text/csv; charset=utf-8"


def for_spreadsheets(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield a CSV file as it is downloaded: UTF-8 with the mark that Excel needs.

    Commands write plain UTF-8, which programs read.
    """
    yield BOM.encode()
    for line in lines:
        yield line.encode()


def csv_lines(titles: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file as they are read from the database."""
    yield _line(titles)
    for row in rows:
        yield _line([_as_text(value) for value in row])


def harmless(text: str) -> str:
    """Return the text; one that looks like a formula gets an apostrophe in front.

    CSV knows no types, so that is the only way to keep it a text. Blanks in front are
    no help: some programs drop them.
    """
    is_formula = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if is_formula else text


def _line(cells: Row) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _as_text(value: Any) -> str:
    """Return the cell as CSV holds it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else str(value)


def xlsx_file(title: str, titles: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return an XLSX file. Only its compressed form is held in memory."""
    # Costs 0.2 s to import; few requests need it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Any, *, is_bold: bool = False) -> Any:
        if isinstance(value, datetime):
            value = timezone.make_naive(value)
        elif isinstance(value, str):
            value = _CONTROL.sub("\ufffd", value)[:LONGEST_CELL]
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            # openpyxl takes a text that begins with "=" for a formula.
            made.data_type = "s"
        if is_bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(text, is_bold=True) for text in titles])
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()

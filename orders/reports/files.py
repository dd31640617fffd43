"""Answers as files for spreadsheets, in which no text becomes a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from database.ops.export import harmless
from orders.reports.registry import Answer, Column, Kind
from orders.reports.rendering import as_people_read, as_programs_read, period_text

# How a spreadsheet shows numbers; it knows the separators of its reader.
NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: "0.00",
    Kind.COUNT: "#,##0",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
WIDEST = 60


def as_csv(answer: Answer) -> str:
    """Return the rows as CSV, headed by the names of the columns.

    An apostrophe before a text keeps it from being a formula; numbers stay as they are.
    """
    text = StringIO()
    names = [column.name for column in answer.report.columns]
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    texts = {column.name for column in answer.report.columns if _is_text(column)}
    for row in as_programs_read(answer.report, answer.rows):
        writer.writerow(
            {
                name: harmless(str(value)) if name in texts and value else value
                for name, value in row.items()
            }
        )
    return text.getvalue()


def _is_text(column: Column) -> bool:
    return not column.kind.is_number


def as_xlsx(answer: Answer) -> bytes:
    """Return a workbook: the rows on one sheet, what was asked and when on another."""
    # Takes a third of a second to import, which only this should pay.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    report, book = answer.report, Workbook(write_only=True)
    sheet = book.create_sheet(_title(str(report.title)))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(report.columns, start=1):
        width = _width(answer, column)
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold = {"font": Font(bold=True)}
    sheet.append(
        [_cell(sheet, str(c.label), Kind.TEXT, **bold) for c in report.columns]
    )
    for row in answer.rows:
        sheet.append([_cell(sheet, row[c.name], c.kind) for c in report.columns])

    about = book.create_sheet(_title(_("About")))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 20, WIDEST
    for name, text in _about(answer):
        cells = (_cell(about, name, Kind.TEXT, **bold), _cell(about, text, Kind.TEXT))
        about.append(cells)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _about(answer: Answer) -> list[tuple[str, str]]:
    report, as_of = answer.report, timezone.localtime(answer.as_of)
    facts = [
        (_("Report"), str(report.title)),
        (_("What it shows"), str(report.description)),
        (_("Period"), period_text(answer.filters.period)),
        (_("As of"), as_of.strftime("%Y-%m-%d %H:%M:%S %Z")),
        (_("Money in"), settings.CURRENCY),
    ]
    if answer.filters.by:
        facts.append((_("Ranked by"), answer.filters.by))
    return facts


def _cell(sheet: Any, value: Any, kind: Kind, **style: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if kind is Kind.MOMENT and value is not None:
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Text, whatever it begins with.
        cell.data_type = "s"
    if kind in NUMBER_FORMATS:
        cell.number_format = NUMBER_FORMATS[kind]
    for name, setting in style.items():
        setattr(cell, name, setting)
    return cell


def _width(answer: Answer, column: Column) -> int:
    """Return the width in characters that the first rows need."""
    texts = [as_people_read(column.kind, row[column.name]) for row in answer.rows[:100]]
    return min(max(len(text) for text in [str(column.label), *texts]) + 3, WIDEST)


def _title(text: str) -> str:
    """Return a name that a sheet may have: 31 characters, none of these."""
    return "".join(char for char in text if char not in "[]:*?/\\")[:31]

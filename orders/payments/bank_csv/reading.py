"""A bank's file as payments: decided for the whole file, and refused line by line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from database.sheets import (
    SEPARATORS,
    Decision,
    Limits,
    Row,
    Sheet,
    UnreadableCell,
    UnreadableSheet,
    decide_day_order,
    decide_decimal_sign,
    decode,
    direction,
    likely_separators,
    read_amount,
    read_rows,
)
from database.sheets.errors import shown
from orders.errors import UnreadableFile
from orders.payments.bank_csv.columns import (
    Columns,
    Layouts,
    Question,
    UnknownColumns,
    chosen_columns,
    find_heading,
    likely_heading,
    no_columns,
)
from orders.payments.bank_csv.lines import LineReader, ReadLine, Unread

MOST_LINES = 5_000
MOST_BYTES = 2_000_000
# One more for the heading, and what may stand before it.
_LIMITS = Limits(rows=MOST_LINES + 21)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about the file; empty is what the file itself shows."""

    encoding: str = ""
    separator: str = ""
    decimal_sign: str = ""
    day_order: str = ""
    # The heading's places by meaning.
    columns: Mapping[str, Sequence[int]] | None = None
    # Whether to ask again for columns that were chosen once.
    forgets_columns: bool = False


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """What a file holds, and how it was read.

    `outgoing` lines take money away, `nothing` have an amount of 0, `unread` could not
    be read. `how` is what was decided, for people and for keeping.
    """

    lines: tuple[ReadLine, ...]
    outgoing: int
    nothing: int
    unread: tuple[Unread, ...]
    how: dict[str, Any]
    heading: tuple[str, ...]


class Doubtful(Question):
    """The file can be read in two ways. `questions` names the choices to be made."""

    def __init__(
        self, questions: Mapping[str, str], columns: Columns, rows: Sequence[Row]
    ) -> None:
        self.questions = dict(questions)
        self.sentences = list(self.questions.values())
        self.heading, self.sample = columns.heading, tuple(rows)
        super().__init__(" ".join(self.sentences))


def read_statement(
    content: bytes,
    currency: str,
    choices: Choices | None = None,
    layouts: Layouts = no_columns,
) -> ReadStatement:
    """Read the file. Raises UnreadableFile, Doubtful and UnknownColumns.

    `currency` is what a file without such a column is in; `layouts` knows the columns
    that staff chose for a heading. Lines that cannot be read are named; only where the
    quotes do not match the whole file is refused, because nobody can say then where a
    line ends.
    """
    choices = choices or Choices()
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than 2 MB. Split it."))
    try:
        text, encoding = decode(content, choices.encoding)
        sheet, rows, columns = _table(text, choices, layouts)
    except UnreadableSheet as error:
        raise UnreadableFile(str(error)) from error
    decimal_sign = _decimal_sign(rows, columns, sheet.separator)
    day_order = decide_day_order(_cells(rows, columns, "day"))
    reader = LineReader(
        _with_mark(rows, columns, choices.decimal_sign or decimal_sign.value),
        choices.decimal_sign or decimal_sign.value,
        choices.day_order or day_order.value,
        currency,
        Counter(),
    )
    if questions := _questions(choices, decimal_sign, day_order):
        raise Doubtful(questions, columns, rows)
    how = {
        "encoding": encoding,
        "separator": sheet.separator,
        "decimal_sign": reader.decimal_sign,
        # Nothing if no day needed it.
        "day_order": reader.day_order if day_order.proofs or day_order.doubt else "",
        "columns": reader.columns.named(),
        "heading_line": rows.heading,
    }
    refused = [
        Unread(row.line, row.why) for row in sheet.refused if row.line > rows.heading
    ]
    return _read(rows, reader, refused, how)


class _Rows(list[Row]):
    """The rows below the heading, and the heading's line."""

    heading = 0


def _table(
    text: str, choices: Choices, layouts: Layouts
) -> tuple[Sheet, _Rows, Columns]:
    """Return the file cut at the separator that lets its heading be understood."""
    separators = [choices.separator] if choices.separator else likely_separators(text)
    sheets = [read_rows(text, separator, _LIMITS) for separator in separators]
    if not any(sheet.rows or sheet.refused for sheet in sheets):
        raise UnreadableFile(_("The file has no lines."))
    for sheet in sheets:
        if found := _heading(sheet, choices, layouts):
            place, columns = found
            _refuse_torn(sheet)
            rows = _Rows(sheet.rows[place + 1 :])
            rows.heading = sheet.rows[place].line
            if len(rows) > MOST_LINES:
                raise UnreadableFile(
                    _("The file has more than %(most)d lines. Split it.")
                    % {"most": MOST_LINES}
                )
            return sheet, rows, columns
    _refuse_torn(sheets[0])
    raise UnknownColumns(sheets[0].rows)


def _heading(
    sheet: Sheet, choices: Choices, layouts: Layouts
) -> tuple[int, Columns] | None:
    if choices.columns is None:
        return find_heading(sheet.rows, layouts)
    row = likely_heading(sheet.rows)
    if row is None:
        return None
    columns = chosen_columns(row, choices.columns)
    return (sheet.rows.index(row), columns) if columns.is_enough else None


def _refuse_torn(sheet: Sheet) -> None:
    torn = [row for row in sheet.refused if row.is_torn]
    if torn:
        text = " ".join(Unread(row.line, row.why).in_words() for row in torn[:_SHOWN])
        raise UnreadableFile(f"{text} {_('Nothing was stored.')}")


def _cells(
    rows: Sequence[Row], columns: Columns, *meanings: str
) -> Iterator[tuple[int, str]]:
    for row in rows:
        for meaning in meanings:
            for place in columns.of(meaning):
                if place < len(row.cells) and row.cells[place].strip():
                    yield row.line, row.cells[place]


def _decimal_sign(rows: _Rows, columns: Columns, separator: str) -> Decision:
    """Decide by all columns of money.

    Where nothing is proved, a file that is separated by commas was written where the
    decimal sign is a point: otherwise each amount would have been cut in two.
    """
    cells = _cells(rows, columns, "amount", "credit", "debit", "balance")
    return decide_decimal_sign(cells, hint="." if separator == SEPARATORS[0] else "")


def _with_mark(rows: _Rows, columns: Columns, decimal_sign: str) -> Columns:
    """Add a column of debit and credit marks that has an unknown name.

    Only if no amount says itself where it goes: unsigned debits would come in.
    """
    if columns.of("mark") or not columns.of("amount") or not rows or not decimal_sign:
        return columns
    for _line, text in _cells(rows, columns, "amount"):
        try:
            if read_amount(text, decimal_sign).is_out is not None:
                return columns
        except UnreadableCell:
            continue
    for place in range(len(columns.heading)):
        if _holds_marks(rows, columns, place):
            places = {**columns.places, "mark": (place,)}
            return Columns(columns.heading, places, columns.unit)
    return columns


def _holds_marks(rows: _Rows, columns: Columns, place: int) -> bool:
    """Tell whether the column says of each line, or of some in whole words, where to.

    A column of text does only if it says nothing else.
    """
    taken = {at for meaning, found in columns.places.items() for at in found}
    if place in taken - {*columns.of("text")}:
        return False
    marks = [row.cells[place].strip() for row in rows if place < len(row.cells)]
    if marks and all(direction(mark) is not None for mark in marks):
        return True
    outgoing = [mark for mark in marks if direction(mark)]
    return place not in taken and any(len(mark) > 1 for mark in outgoing)


def _questions(
    choices: Choices, decimal_sign: Decision, day_order: Decision
) -> dict[str, str]:
    questions = {}
    if decimal_sign.is_open and not choices.decimal_sign:
        questions["decimal_sign"] = _doubt(
            decimal_sign,
            _(
                "Line %(line)d: in “%(text)s” the sign may separate thousands "
                "or decimals."
            ),
            _("Choose the decimal sign."),
        )
    if day_order.is_open and not choices.day_order:
        questions["day_order"] = _doubt(
            day_order,
            _(
                "Line %(line)d: in “%(text)s” either the day or the month may "
                "come first."
            ),
            _("Choose which comes first."),
        )
    return questions


def _doubt(decision: Decision, both: str, then: str) -> str:
    """Say which lines leave the question open, and what to do."""
    if len(decision.proofs) == 2:
        (_way, first), (_other, second) = decision.proofs
        text = _(
            "Line %(line)d has “%(text)s”, line %(other_line)d “%(other)s”: they are "
            "not written in the same way."
        ) % {
            "line": first[0],
            "text": shown(first[1]),
            "other_line": second[0],
            "other": shown(second[1]),
        }
    else:
        line, cell = decision.doubt or (0, "")
        text = both % {"line": line, "text": shown(cell)}
    return f"{text} {then}"


def _read(
    rows: Sequence[Row], reader: LineReader, unread: list[Unread], how: dict[str, Any]
) -> ReadStatement:
    lines, outgoing, nothing = [], 0, 0
    for row in rows:
        try:
            line = reader.read(row)
        except UnreadableCell as error:
            unread.append(Unread(row.line, str(error)))
            continue
        if isinstance(line, ReadLine):
            lines.append(line)
        elif line:
            outgoing += 1
        else:
            nothing += 1
    in_order = sorted(unread, key=lambda line: line.position)
    heading = reader.columns.heading
    return ReadStatement(tuple(lines), outgoing, nothing, tuple(in_order), how, heading)

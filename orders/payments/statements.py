"""Reading a bank's CSV file, and finding the orders that its lines pay."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from database.ids import CROCKFORD, NUMBER_LENGTH
from orders.errors import UnreadableFile
from orders.models import BankLine
from orders.pricing import to_money

MOST_LINES = 5_000
MOST_BYTES = 2_000_000
Match = BankLine.Match

# The names that banks give their columns, in small letters.
COLUMNS = {
    "day": ("date", "booking date", "transaction date", "booked", "day", "value date"),
    "amount": ("amount", "value", "credit", "paid in", "money in"),
    "payer": ("name", "payer", "from", "counterparty", "counter party", "sender"),
    "text": ("description", "reference", "text", "details", "narrative", "purpose"),
    "currency": ("currency", "ccy"),
}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d/%m/%y")
_WORD = re.compile(r"[0-9A-Z]+")
# What people write for the letters that no order number has.
_MISREAD = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of the file that brings money."""

    position: int
    day: date
    amount: Decimal
    currency: str
    payer: str
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """What a file holds: payments, and how many lines take money away."""

    lines: tuple[ReadLine, ...]
    outgoing: int


def read_statement(content: bytes, currency: str) -> ReadStatement:
    """Read the file. Raises UnreadableFile with the line that is wrong.

    `currency` is what a file without such a column is in.
    """
    rows = list(_rows(_text(content)))
    if not rows:
        raise UnreadableFile(_("The file holds no lines."))
    columns = _columns(rows[0])
    if len(rows) > MOST_LINES + 1:
        raise UnreadableFile(
            _("The file has more than %(most)d lines. Split it.") % {"most": MOST_LINES}
        )
    lines, outgoing, seen = [], 0, Counter[str]()
    for position, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        line = _line(position, row, columns, currency, seen)
        if line is None:
            outgoing += 1
        else:
            lines.append(line)
    return ReadStatement(tuple(lines), outgoing)


def candidates(text: str) -> set[str]:
    """Return what in the text may be an order's number.

    Numbers are found in small letters too, cut by blanks or hyphens, and with O, I and
    L where people misread a digit.
    """
    words = _WORD.findall(text.upper())
    found = {word for word in words if len(word) == NUMBER_LENGTH}
    for first in range(len(words)):
        joined = ""
        for word in words[first:]:
            joined += word
            if len(joined) >= NUMBER_LENGTH:
                break
        found |= _within(joined)
    return {number for word in found for number in (word, word.translate(_MISREAD))}


def judge(amount: Decimal, due: Decimal) -> str:
    """Return what a payment is to an order of which so much is due."""
    if amount == due:
        return Match.EXACT
    return Match.PARTIAL if amount < due else Match.OVER


def _within(joined: str) -> set[str]:
    """Return the numbers in words written together, such as RF1AB2CD3EF4G."""
    if len(joined) < NUMBER_LENGTH:
        return set()
    starts = range(len(joined) - NUMBER_LENGTH + 1)
    parts = {joined[start : start + NUMBER_LENGTH] for start in starts}
    return {part for part in parts if set(part.translate(_MISREAD)) <= {*CROCKFORD}}


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than 2 MB. Split it."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableFile(_("This is no text file. Export the statement as CSV."))


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise UnreadableFile(_("The file is damaged: %s.") % error) from error


def _columns(header: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of the columns by their meaning."""
    names = [" ".join(cell.lower().split()) for cell in header]
    found = {
        meaning: [names.index(name) for name in known if name in names]
        for meaning, known in COLUMNS.items()
    }
    if not found["day"] or not found["amount"] or not found["text"]:
        raise UnreadableFile(
            _(
                "The first line has to name the columns: at least “date”, “amount” and "
                "“description”."
            )
        )
    return found


def _line(
    position: int,
    row: list[str],
    columns: Mapping[str, list[int]],
    currency: str,
    seen: Counter[str],
) -> ReadLine | None:
    cells = [" ".join(cell.split()) for cell in row]

    def cell(meaning: str) -> str:
        texts = [cells[place] for place in columns[meaning] if place < len(cells)]
        return (
            " ".join(filter(None, texts))
            if meaning == "text"
            else next(filter(None, texts), "")
        )

    amount = _amount(cell("amount"), position)
    day = _day(cell("day"), position)
    if amount <= 0:
        return None
    payer, text = cell("payer")[:200], cell("text")[:500]
    unit = cell("currency").upper()[:3] or currency
    what = "|".join([day.isoformat(), str(amount), unit, payer, text])
    seen[what] += 1
    mark = hashlib.sha256(f"{what}|{seen[what]}".encode()).hexdigest()
    return ReadLine(position, day, amount, unit, payer, text, mark)


def _amount(text: str, position: int) -> Decimal:
    """Read 1,234.50 and 1.234,50; an empty cell is nothing."""
    plain = re.sub(r"[^\d,.+-]", "", text)
    if "," in plain and plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    plain = plain.replace(",", "")
    if not plain:
        return Decimal(0)
    try:
        return to_money(Decimal(plain))
    except InvalidOperation:
        text_of_line = _("Line %(line)d: “%(amount)s” is no amount.")
        names = {"line": position, "amount": text[:40]}
        raise UnreadableFile(text_of_line % names) from None


def _day(text: str, position: int) -> date:
    for shape in DAYS:
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    names = {"line": position, "day": text[:40]}
    raise UnreadableFile(_("Line %(line)d: “%(day)s” is no date.") % names)

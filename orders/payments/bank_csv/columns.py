"""The columns of a bank's file: found by their names, or as staff chose them once."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.sheets import Row, UnreadableCell, decide_day_order, read_day
from database.sheets.errors import shown
from orders.errors import UnreadableFile

MEANINGS = {
    "day": gettext_lazy("Day"),
    "amount": gettext_lazy("Amount"),
    "credit": gettext_lazy("Money in"),
    "debit": gettext_lazy("Money out"),
    "mark": gettext_lazy("In or out"),
    "payer": gettext_lazy("From"),
    "text": gettext_lazy("Text"),
    "currency": gettext_lazy("Currency"),
    "balance": gettext_lazy("Balance"),
}
# The names that banks give their columns, in small letters, the best first. Names of a
# second group count only if none of the first is there: texts are a part of what a
# payment is recognised by, so those of a known file must never grow.
_NAMES: dict[str, tuple[str, ...]] = {
    "day": (
        "date, booking date, transaction date, booked, day, value date",
        """posting date, posted date, date posted, completed date, buchungstag,
        buchungsdatum, datum, buchung, valuta, valutadatum, wertstellung,
        wertstellungstag""",
    ),
    "amount": (
        "amount, value",
        """transaction amount, net amount, betrag, umsatz, umsatzbetrag,
        buchungsbetrag""",
    ),
    "credit": (
        "credit, paid in, money in",
        """credit amount, amount in, credits, deposit, deposits, receipts, haben,
        gutschrift, gutschriften, eingang, eingänge, einzahlung, zufluss""",
    ),
    "debit": (
        """debit, paid out, money out, debit amount, amount out, debits, withdrawal,
        withdrawals, soll, belastung, belastungen, lastschrift, ausgang, ausgänge,
        auszahlung, abfluss""",
    ),
    "mark": (
        """debit/credit, credit/debit, dr/cr, cr/dr, d/c, c/d, debit or credit,
        credit debit indicator, debit credit indicator, dc, crdr, drcr, soll/haben,
        s/h, sh, soll/haben-kennzeichen, soll-haben-kennzeichen,
        soll-/habenkennzeichen""",
    ),
    "payer": (
        "name, payer, from, counterparty, counter party, sender",
        """counterparty name, payer name, auftraggeber/empfänger,
        auftraggeber/zahlungsempfänger, begünstigter/zahlungspflichtiger,
        beguenstigter/zahlungspflichtiger, auftraggeber/begünstigter,
        name zahlungsbeteiligter, zahlungsbeteiligter, auftraggeber,
        zahlungspflichtiger, zahlungspflichtige*r, gegenpartei, name des partners,
        partnername""",
    ),
    "text": (
        "description, reference, text, details, narrative, purpose",
        """transaction description, payment reference, memo, particulars,
        remittance information, verwendungszweck, buchungstext, betreff,
        zahlungsgrund, buchungsdetails, umsatztext""",
    ),
    "currency": ("currency, ccy", "account currency, währung, waehrung"),
    "balance": ("balance, running balance, saldo, kontostand, saldo nach buchung",),
}
KNOWN = {
    meaning: tuple(tuple(map(str.strip, group.split(","))) for group in groups)
    for meaning, groups in _NAMES.items()
}
# Lines of a bank's own words before the heading.
MOST_BEFORE = 20
_SHOWN = 30
_UNIT = re.compile(r"(?:\(|\[|\bin\s+)\s*([a-z]{3}|[£€$])\s*[)\]]?$")
_SYMBOLS = {"£": "GBP", "€": "EUR"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each meaning is, and what the heading calls it."""

    heading: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    # What the heading says of the currency, such as "Betrag (EUR)".
    unit: str = ""

    @property
    def is_enough(self) -> bool:
        """Tell whether day, text, and an amount with its direction can be read."""
        has = self.places.get
        if not has("day") or not has("text"):
            return False
        if has("debit"):
            return bool(has("credit"))
        return bool(has("amount") or has("credit"))

    def of(self, meaning: str) -> tuple[int, ...]:
        return self.places.get(meaning, ())

    def named(self) -> dict[str, list[str]]:
        """Return the heading's names by what they mean, for people."""
        return {
            meaning: [self.heading[place].strip() for place in places]
            for meaning, places in self.places.items()
            if places
        }


class Question(UnreadableFile):
    """The file can be read once a person has said how.

    `heading` names its columns as far as they were found, `sample` is its first rows.
    """

    heading: tuple[str, ...] = ()
    sample: tuple[Row, ...] = ()
    # What is open, by the names of the choices, and in sentences.
    questions: Mapping[str, str] = {}
    sentences: Sequence[str] = ()


class UnknownColumns(Question):
    """No line names the columns by known names; staff can choose them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        heading = likely_heading(rows)
        if heading:
            self.heading = heading.cells
            self.sample = tuple(row for row in rows if row.line > heading.line)
        needed = _(
            "The file needs a date, a text, and either an amount or a column each "
            "for money in and money out."
        )
        if heading is None:
            text = _(
                "None of the first %(most)d lines is a heading with names such as "
                "“date”, “amount” and “description”."
            ) % {"most": MOST_BEFORE}
        else:
            found = ", ".join(f"“{shown(name)}”" for name in heading.cells[:_SHOWN])
            text = _("The columns of line %(line)d are not known: %(found)s.") % {
                "line": heading.line,
                "found": found,
            }
        self.sentences = [text, needed]
        super().__init__(" ".join(self.sentences))


Layouts = Callable[[str], Mapping[str, Sequence[int]] | None]


def no_columns(_key: str) -> None:
    """Know no columns but those with known names."""


def heading_key(names: Iterable[str]) -> str:
    """Return what two files of one bank have in common: their heading."""
    joined = "\x1f".join(_plain(name) for name in names)
    return hashlib.sha256(joined.encode()).hexdigest()


def find_heading(rows: Sequence[Row], layouts: Layouts) -> tuple[int, Columns] | None:
    """Return the place of the row that names the columns, and what it names."""
    for place, row in enumerate(rows[:MOST_BEFORE]):
        known = layouts(heading_key(row.cells))
        columns = chosen_columns(row, known) if known else _known_columns(row)
        if columns.is_enough:
            return place, columns
    return None


def likely_heading(rows: Sequence[Row]) -> Row | None:
    """Return the row that seems to name the columns, for staff to say how."""
    counts = [len(row.cells) for row in rows if len(row.cells) > 1]
    if not counts:
        return None
    usual = max(counts, key=counts.count)
    row = next(row for row in rows if len(row.cells) == usual)
    return None if any(map(_is_day, row.cells)) else row


def chosen_columns(row: Row, places: Mapping[str, Sequence[int]]) -> Columns:
    """Return the columns that staff chose for this heading, as far as it has them."""
    there = {
        meaning: tuple(at for at in places.get(meaning, ()) if at < len(row.cells))
        for meaning in MEANINGS
    }
    return Columns(row.cells, there, _unit_of(row, there["amount"]))


def _known_columns(row: Row) -> Columns:
    names = [_plain(cell) for cell in row.cells]
    places = {
        meaning: next(filter(None, (_places(names, group) for group in groups)), ())
        for meaning, groups in KNOWN.items()
    }
    if len(places["amount"]) > 1:
        places["amount"] = places["amount"][:1]
    if places["credit"] and places["debit"]:
        # These say where the money goes; a plain amount beside them does not.
        places["credit"], places["debit"] = places["credit"][:1], places["debit"][:1]
        places["amount"] = ()
    return Columns(row.cells, places, _unit_of(row, places["amount"]))


def _places(names: Sequence[str], group: Iterable[str]) -> tuple[int, ...]:
    return tuple(names.index(name) for name in group if name in names)


def _plain(name: str) -> str:
    """Return a heading's name in small letters, without a currency behind it."""
    low = " ".join(name.lower().replace("_", " ").split()).strip(" :*")
    low = re.sub(r"\s*/\s*", "/", low)
    return _UNIT.sub("", low).strip()


def _unit_of(row: Row, places: Iterable[int]) -> str:
    for place in places:
        if found := _UNIT.search(" ".join(row.cells[place].lower().split())):
            return _SYMBOLS.get(found[1], found[1].upper())
    return ""


def _is_day(text: str) -> bool:
    try:
        read_day(text, decide_day_order([(0, text)]).value)
    except UnreadableCell:
        return False
    return True

"""One line of a statement: a payment, money that goes out, or a line in words."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from database.rows.money import MOST_MONEY
from database.sheets import (
    Amount,
    Row,
    UnreadableCell,
    direction,
    read_amount,
    read_day,
)
from database.sheets.errors import shown
from orders.payments.bank_csv.columns import Columns
from orders.prices.quote import to_money

_SYMBOLS = {"£": "GBP", "€": "EUR"}


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
class Unread:
    """A line that cannot be read, and why."""

    position: int
    why: str

    def in_words(self) -> str:
        """Return the sentence that names the line."""
        return _("Line %(line)d: %(why)s") % {"line": self.position, "why": self.why}


@dataclass(slots=True)
class LineReader:
    """Reads row after row in the one way that was decided for the file."""

    columns: Columns
    decimal_sign: str
    day_order: str
    currency: str
    seen: Counter[str]

    def read(self, row: Row) -> ReadLine | Decimal:
        """Return the payment, or an amount of 0 or less. Raises UnreadableCell."""
        self._check_length(row)
        day = read_day(self._first(row, "day"), self.day_order)
        amount = self._amount(row)
        currency = self._currency(row, amount)
        # Before it is rounded: a number of 30 digits cannot be.
        if abs(amount.value) > MOST_MONEY:
            raise UnreadableCell(_("The amount is larger than can be stored."))
        value = to_money(amount.value)
        if value <= 0:
            return value
        payer = self._first(row, "payer")[:200]
        text = " ".join(filter(None, self._cells(row, "text")))[:500]
        what = "|".join([day.isoformat(), str(value), currency, payer, text])
        self.seen[what] += 1
        mark = hashlib.sha256(f"{what}|{self.seen[what]}".encode()).hexdigest()
        return ReadLine(row.line, day, value, currency, payer, text, mark)

    def _check_length(self, row: Row) -> None:
        wanted, found = len(self.columns.heading), len(row.cells)
        beyond = any(cell.strip() for cell in row.cells[wanted:])
        if found < wanted or beyond:
            raise UnreadableCell(
                _("The line has %(found)d cells, but the heading has %(wanted)d.")
                % {"found": found, "wanted": wanted}
            )

    def _cells(self, row: Row, meaning: str) -> list[str]:
        return [
            " ".join(row.cells[place].split()) for place in self.columns.of(meaning)
        ]

    def _first(self, row: Row, meaning: str) -> str:
        return next(filter(None, self._cells(row, meaning)), "")

    def _amount(self, row: Row) -> Amount:
        """Return the amount, below zero if it goes out. Raises UnreadableCell."""
        if self.columns.of("debit"):
            return self._of_two_sides(row)
        meaning = "amount" if self.columns.of("amount") else "credit"
        amount = read_amount(self._raw(row, meaning), self.decimal_sign)
        if not self.columns.of("mark"):
            return amount
        mark = self._first(row, "mark")
        is_out = direction(mark)
        if is_out is None:
            raise UnreadableCell(
                _("“%(mark)s” does not say whether the money came in or went out.")
                % {"mark": shown(mark)}
            )
        if amount.is_out not in (None, is_out):
            raise UnreadableCell(
                _("“%(amount)s” and “%(mark)s” contradict each other.")
                % {"amount": shown(self._raw(row, meaning)), "mark": shown(mark)}
            )
        value = abs(amount.value)
        return Amount(-value if is_out else value, amount.currency, is_out)

    def _of_two_sides(self, row: Row) -> Amount:
        """Return the amount of the one side that is filled."""
        sides = {}
        for meaning in ("credit", "debit"):
            if text := self._raw(row, meaning).strip():
                amount = read_amount(text, self.decimal_sign)
                if amount.value or amount.is_out is not None:
                    sides[meaning] = amount
        if len(sides) == 2:
            raise UnreadableCell(_("Money in and money out are both filled in."))
        if "credit" in sides:
            if sides["credit"].is_out:
                raise UnreadableCell(_("Money in is less than 0."))
            return sides["credit"]
        if "debit" in sides:
            amount = sides["debit"]
            return Amount(-abs(amount.value), amount.currency, is_out=True)
        if not any(self._raw(row, side).strip() for side in ("credit", "debit")):
            raise UnreadableCell(_("The amount is empty."))
        return Amount(Decimal(0))

    def _raw(self, row: Row, meaning: str) -> str:
        """Return the first filled cell of the meaning as it stands in the file."""
        texts: Sequence[str] = [row.cells[at] for at in self.columns.of(meaning)]
        return next((text for text in texts if text.strip()), "")

    def _currency(self, row: Row, amount: Amount) -> str:
        """Return the line's currency; column, heading and cell may not contradict."""
        written = self._first(row, "currency").upper()
        known = _SYMBOLS.get(written, written) or self.columns.unit
        if known and not (len(known) == 3 and known.isascii() and known.isalpha()):
            raise UnreadableCell(
                _("“%(text)s” is not a currency.") % {"text": shown(written)}
            )
        expected = known or self.currency
        if amount.is_in(expected):
            return expected
        named = _SYMBOLS.get(amount.currency, amount.currency)
        if known or len(named) != 3:
            raise UnreadableCell(
                _("The amount is in %(theirs)s, the line in %(ours)s.")
                % {"theirs": amount.currency, "ours": expected}
            )
        return named

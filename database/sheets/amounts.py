"""Amounts and other decimal numbers as people, banks and spreadsheets write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from database.sheets.deciding import DOUBTFUL, Cell, Decision, decide
from database.sheets.errors import UnreadableCell, shown

DECIMAL_SIGNS = (".", ",")
# What groups thousands whatever the decimal sign is: blanks and apostrophes.
_GROUPS = " \u00a0\u2009\u202f'\u2019"
_MINUS = "-\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"
_PLUS = "+\uff0b"
# What stands for a currency where only its sign is written.
_SIGNS = {
    "£": ("GBP",),
    "€": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "¥": ("JPY", "CNY"),
}
# Money that goes out, and money that comes in. Soll and Haben are the German sides.
OUT = frozenset("D DR DB DBIT DEBIT S SOLL LASTSCHRIFT BELASTUNG AUSGANG".split())
IN = frozenset("C CR CRDT CREDIT H HABEN GUTSCHRIFT EINGANG".split())
_NUMBER = re.compile(rf"[0-9.,{_GROUPS}]*[0-9]")
_MOST_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and what was written beside it.

    `is_out` is None if neither a sign nor a mark says where the money goes; `value` is
    below zero if it goes out.
    """

    value: Decimal
    currency: str = ""
    is_out: bool | None = None

    def is_in(self, code: str) -> bool:
        """Tell whether the amount can be in this currency."""
        return not self.currency or code in _SIGNS.get(self.currency, (self.currency,))


@dataclass(frozen=True, slots=True)
class _Parts:
    """A cell taken apart: digits with their signs, the rest understood."""

    digits: str
    currency: str
    is_out: bool | None


def decide_decimal_sign(cells: Iterable[Cell], hint: str = "") -> Decision:
    """Return the decimal sign of a column: "." or ",", or nothing if it is open.

    1,234 alone is either; 1,5 and 1.234,5 and 1.234.567 each prove something. What
    cannot be read at all proves nothing.
    """
    return decide(cells, DECIMAL_SIGNS, _proof, hint)


def read_amount(text: str, decimal_sign: str, places: int = 2) -> Amount:
    """Return the amount. Raises UnreadableCell.

    Not more than `places` decimals: there is no rounding here. Further ones may be
    zeros, but 1.500 with two places is refused: it looks like a thousand.
    """
    parts = _taken_apart(text)
    plain = _plain(parts.digits, decimal_sign)
    if plain is None:
        raise UnreadableCell(
            _("“%(text)s” does not fit the decimal sign “%(sign)s” of the column.")
            % {"text": shown(text), "sign": decimal_sign}
        )
    whole, _point, decimals = plain.partition(".")
    if len(decimals) > places and (len(decimals) == 3 or decimals[places:].strip("0")):
        raise UnreadableCell(
            _("“%(text)s” has more than %(places)d decimals.")
            % {"text": shown(text), "places": places}
        )
    value = Decimal(f"{whole}.{decimals[:places]}" if decimals else whole)
    return Amount(-value if parts.is_out else value, parts.currency, parts.is_out)


def direction(text: str) -> bool | None:
    """Return whether a mark such as DR or H says that money goes out; None: neither."""
    mark = text.strip().rstrip(".").upper()
    if mark in OUT or mark in {*_MINUS}:
        return True
    return False if mark in IN or mark in {*_PLUS} else None


def _proof(text: str) -> str:
    """Return the decimal sign that the cell proves, DOUBTFUL, or nothing."""
    try:
        digits = _taken_apart(text).digits
    except UnreadableCell:
        return ""
    read = {sign: _plain(digits, sign) for sign in DECIMAL_SIGNS}
    ways = [sign for sign, plain in read.items() if plain is not None]
    if len(ways) == 1:
        return ways[0]
    return DOUBTFUL if len({*read.values()}) == 2 else ""


def _plain(digits: str, decimal_sign: str) -> str | None:
    """Return the digits as Python reads them; None if they are not well formed."""
    whole, sign, decimals = digits.partition(decimal_sign)
    if sign and not re.fullmatch(r"[0-9]+", decimals):
        return None
    if mark := next((letter for letter in whole if not letter.isdigit()), ""):
        grouped = rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+"
        if not re.fullmatch(grouped, whole):
            return None
        whole = whole.replace(mark, "")
    return f"{whole or '0'}.{decimals}" if decimals else whole or "0"


@lru_cache(maxsize=2_000)
def _taken_apart(text: str) -> _Parts:
    """Take signs, marks, brackets and currency off both ends. Raises UnreadableCell.

    Each may be there once. Two that say the same of where the money goes are one; two
    that say the opposite are refused.
    """
    rest = text.strip()
    if len(rest) > _MOST_CHARACTERS:
        raise _unreadable(text)
    found: dict[str, str] = {}
    while not _NUMBER.fullmatch(rest):
        kind, what, rest = _end_piece(rest, text)
        if kind in found or not rest:
            raise _unreadable(text)
        found[kind] = what
    ways = {_way(kind, what) for kind, what in found.items()} - {None}
    if len(ways) > 1 or ("(" in found) != (")" in found):
        raise _unreadable(text)
    return _Parts(rest, found.get("currency", ""), next(iter(ways), None))


def _end_piece(rest: str, text: str) -> tuple[str, str, str]:
    """Return kind and text of the piece at one end, and what remains."""
    for piece, remains in (
        (rest[:1], rest[1:]),
        (rest[-1:], rest[:-1]),
    ):
        if piece in _MINUS or piece in _PLUS:
            return "sign", piece, remains.strip()
        if piece in _SIGNS:
            return "currency", piece, remains.strip()
    if rest[:1] == "(":
        return "(", "", rest[1:].strip()
    if rest[-1:] == ")":
        return ")", "", rest[:-1].strip()
    if word := re.match(r"[A-Za-z]{2,}", rest):
        return *_named(word[0], text), rest[word.end() :].strip()
    if word := re.search(r"([A-Za-z]+)\.?\Z", rest):
        return *_named(word[1], text), rest[: word.start()].strip()
    raise _unreadable(text)


def _named(word: str, text: str) -> tuple[str, str]:
    """Return what a word beside the number is: a mark or a currency."""
    mark = word if len(word) == 1 else word.upper()
    if mark in OUT or mark in IN:
        return "mark", mark
    if word in _codes():
        return "currency", word
    raise _unreadable(text)


def _way(kind: str, what: str) -> bool | None:
    """Return whether a piece says that money goes out."""
    if kind == "(":
        return True
    return direction(what) if kind in {"sign", "mark"} else None


@lru_cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def _unreadable(text: str) -> UnreadableCell:
    if not text.strip():
        return UnreadableCell(_("The amount is empty."))
    return UnreadableCell(_("“%(text)s” is not an amount.") % {"text": shown(text)})

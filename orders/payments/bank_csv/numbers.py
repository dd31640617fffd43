"""Finding the orders that a payment names, and what it is to one of them."""

import re
from decimal import Decimal

from database.rows.ids import CROCKFORD, NUMBER_LENGTH
from orders.models import BankLine

Match = BankLine.Match

_WORD = re.compile(r"[0-9A-Z]+")
# What people write for the letters that no order number has.
_MISREAD = str.maketrans("OIL", "011")


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

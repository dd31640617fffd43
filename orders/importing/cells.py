"""The cells of an order file, each read strictly: what does not fit is refused. Pure.

A spreadsheet takes codes for numbers: it writes 99850 as 99850.0, and 150000000000 as
1.5E+11. The first is understood, the second has lost digits and is refused.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from database.sheets import DayOrder, UnreadableCell, read_day
from database.sheets.errors import shown

# What the columns of an order, of a line and of a customer can hold.
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,32}")
_CUSTOMER = re.compile(r"[A-Za-z0-9@.+_-]{1,100}")
# Not three zeros: 1.000 may be a thousand.
_QUANTITY = re.compile(r"(-?[0-9]{1,10})([.,]0{1,2})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_TIME = re.compile(r"[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?\Z")
_MOST_PIECES = 2_147_483_647
_LONGEST_SKU, _LONGEST_NAME = 64, 200
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)

_ORDERS = (DayOrder.DAY, DayOrder.MONTH)

# What a spreadsheet makes of a code it takes for a number.
_WITH_DECIMALS = re.compile(r"([0-9]+)[.,]0{1,2}")
_CUT = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-][0-9]+")


class BadRow(ValueError):
    """A row that cannot be read; says why, and the invoice where that is known."""

    def __init__(self, why: str, number: str = "") -> None:
        super().__init__(why)
        self.number = number


@lru_cache(maxsize=20_000)
def collapse(text: str) -> str:
    """Return a name with single blanks, no outer ones, in the length of its column."""
    return " ".join(text.split())[:_LONGEST_NAME].rstrip()


@lru_cache(maxsize=1_000)
def read_number(text: str) -> str:
    """Return the number of an invoice in capitals, as people look for it."""
    number = _code(text.strip())
    if not _NUMBER.fullmatch(number):
        raise BadRow(
            _(
                "The invoice number is missing or contains characters that no "
                "invoice number has."
            )
        )
    return number.upper()


@lru_cache(maxsize=20_000)
def read_sku(text: str) -> str:
    """Return the stock code as it is written: blanks, zeros and case are part of it."""
    if not text.strip():
        raise BadRow(_("The stock code is missing."))
    if "\n" in text or "\r" in text:
        raise BadRow(_("The stock code has a line break."))
    if len(text) > _LONGEST_SKU:
        raise BadRow(_("The stock code is longer than 64 characters."))
    return _code(text)


@lru_cache(maxsize=20_000)
def read_quantity(text: str) -> int:
    found = _QUANTITY.fullmatch(text)
    if not found or abs(int(found[1])) > _MOST_PIECES:
        raise BadRow(_("The quantity is not a whole number, or it is too large."))
    return int(found[1])


@lru_cache(maxsize=20_000)
def read_moment(text: str, days: str) -> datetime:
    """Return the moment; midnight where no time of day is written."""
    wrong = _("The date “%(text)s” cannot be read. Write it like 2010-12-01 08:26:00.")
    try:
        moment = _moment(text.strip(), days)
    except (ValueError, UnreadableCell):
        raise BadRow(wrong % {"text": shown(text)}) from None
    if not _EARLIEST <= moment.date() <= _LATEST:
        raise BadRow(wrong % {"text": shown(text)})
    return moment


def _moment(text: str, days: str) -> datetime:
    """Return the moment. Raises ValueError and UnreadableCell."""
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    orders = (days,) if days in _ORDERS else _ORDERS
    [day] = {read_day(text, order, _EARLIEST, _LATEST) for order in orders}
    found = _TIME.search(text)
    hour, minute, second = found.groups(default="0") if found else ("0", "0", "0")
    return datetime.combine(day, time(int(hour), int(minute), int(second)))


@lru_cache(maxsize=20_000)
def read_price(text: str, decimal_sign: str) -> Decimal:
    """Return the price. Thousands are not grouped in such a file: 1,234 is refused."""
    if not _price_pattern(decimal_sign).fullmatch(text):
        raise BadRow(
            _(
                "The price “%(text)s” cannot be read. Write it like 1234%(sign)s56: at "
                "most four decimals, no currency, nothing between thousands."
            )
            % {"text": shown(text), "sign": decimal_sign}
        )
    return Decimal(text.replace(",", "."))


@lru_cache(maxsize=20_000)
def read_customer(text: str) -> str:
    """Return the number or name of a customer, in lower case; "" without one."""
    customer = _code(text.strip())
    if customer and not _CUSTOMER.fullmatch(customer):
        raise BadRow(_("The customer is not a number or a name without blanks."))
    return customer.lower()


@lru_cache
def _price_pattern(decimal_sign: str) -> re.Pattern[str]:
    decimals = rf"{re.escape(decimal_sign)}[0-9]{{1,4}}"
    return re.compile(rf"-?([0-9]{{1,10}}({decimals})?|{decimals})")


def _code(text: str) -> str:
    """Return a code as it was before a spreadsheet took it for a number."""
    if _CUT.fullmatch(text):
        raise BadRow(
            _(
                "A spreadsheet has cut the code “%(text)s”. Format its column as text "
                "and export the file again."
            )
            % {"text": shown(text)}
        )
    found = _WITH_DECIMALS.fullmatch(text)
    return found[1] if found else text

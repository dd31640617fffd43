"""Rows of an order file: read, checked, and sorted into sales and the rest. Pure."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CANCELLATION = "cancellation"
BAD_DEBT = "bad_debt"
STOCK_ADJUSTMENT = "stock_adjustment"
NO_PRICE = "no_price"
BAD_ROW = "bad_row"

# The two forms in which the same eight columns are published.
COLUMNS = (
    ("InvoiceNo", "Invoice"),
    ("StockCode",),
    ("Description",),
    ("Quantity",),
    ("InvoiceDate",),
    ("UnitPrice", "Price"),
    ("CustomerID", "Customer ID"),
    ("Country",),
)

# What the columns of an order and of a line can hold.
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,32}")
_CUSTOMER = re.compile(r"[A-Za-z0-9@.+_-]{1,150}")
_QUANTITY = re.compile(r"-?[0-9]{1,10}")
_PRICE = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,4})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_MOST_PIECES = 2_147_483_647
_LONGEST_SKU, _LONGEST_NAME = 64, 200
_YEARS = range(1900, 2200)


class WrongFormat(ValueError):
    """The file is none of the format that was asked for."""


class BadRow(ValueError):
    """A row that cannot be read; says why, and the invoice where that is known."""

    def __init__(self, why: str, number: str = "") -> None:
        super().__init__(why)
        self.number = number


class Row(NamedTuple):
    """One line of an invoice. `at` is the shop's local time, without a zone."""

    number: str
    sku: str
    name: str
    quantity: int
    at: datetime
    unit_price: Decimal
    customer: str
    country: str

    @property
    def reason(self) -> str:
        """Why the row is no sale; empty for a sale. The first that applies."""
        if self.number.startswith("C"):
            return CANCELLATION
        if self.number.startswith("A"):
            return BAD_DEBT
        if self.quantity <= 0:
            return STOCK_ADJUSTMENT
        return NO_PRICE if self.unit_price <= 0 else ""

    @property
    def is_credit(self) -> bool:
        """Whether a credit note can take the row: a cancellation of some pieces."""
        return (
            self.number.startswith("C") and self.quantity != 0 and self.unit_price >= 0
        )


# Decides which rows are booked; the others are set aside.
Booked = Callable[[Row], bool]


def is_sale(row: Row) -> bool:
    """Tell whether the row becomes a line of an order."""
    return not row.reason


def is_sale_or_credit(row: Row) -> bool:
    """Tell whether the row becomes a line of an order or of a credit note."""
    return not row.reason or row.is_credit


def read_rows(lines: Iterable[str]) -> Iterator[tuple[int, Row | BadRow]]:
    """Yield (line number, row) for every line below the header, the bad ones too.

    One line is one row: a quote that is never closed spoils its own line and no other.
    Raises WrongFormat if the header is not one of the two known ones.
    """
    numbered = enumerate(lines, start=1)
    pick = _picker(next(numbered, (1, ""))[1])
    for line_number, line in numbered:
        if not line.strip():
            continue
        try:
            yield line_number, parse(pick(split(line)))
        except BadRow as bad:
            yield line_number, bad


def split(line: str) -> list[str]:
    """Return the fields of one line of CSV. Raises BadRow."""
    text = line.rstrip("\r\n")
    if not _is_text(text):
        raise BadRow(_("The line holds characters that no text has."))
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader((text,), strict=True))
    except csv.Error:
        raise BadRow(_("The quotes of the line do not match.")) from None


def parse(fields: list[str]) -> Row:
    """Return the row that the eight fields describe. Raises BadRow."""
    number, sku, description, quantity, moment, price, customer, country = fields
    if not _NUMBER.fullmatch(number):
        raise BadRow(_("The invoice number is missing or no number."))
    try:
        row = Row(
            number=number,
            sku=_sku(sku),
            name=collapse(description),
            quantity=_quantity(quantity),
            at=_moment(moment),
            unit_price=_price(price),
            customer=_customer(customer),
            country=country,
        )
    except BadRow as bad:
        bad.number = number
        raise
    return row


@lru_cache(maxsize=20_000)
def collapse(text: str) -> str:
    """Return a name with single blanks, no outer ones, in the length of its column."""
    return " ".join(text.split())[:_LONGEST_NAME].rstrip()


def _picker(header: str) -> Callable[[list[str]], list[str]]:
    """Return what brings the fields of a line into the order of COLUMNS."""
    try:
        names = [name.strip() for name in split(header)]
    except BadRow:
        names = []
    places = [
        next((names.index(name) for name in forms if name in names), None)
        for forms in COLUMNS
    ]
    if None in places or len(names) != len(COLUMNS):
        raise WrongFormat(
            _("The first line does not name the columns %(columns)s.")
            % {"columns": ", ".join(forms[0] for forms in COLUMNS)}
        )

    in_order = places == list(range(len(COLUMNS)))

    def pick(fields: list[str]) -> list[str]:
        if len(fields) != len(COLUMNS):
            raise BadRow(
                _("The line has %(found)d columns instead of %(wanted)d.")
                % {"found": len(fields), "wanted": len(COLUMNS)}
            )
        if in_order:
            return fields
        return [fields[place] for place in places]  # type: ignore[index]

    return pick


def _is_text(line: str) -> bool:
    """Tell whether every engine can store the line: no NUL, no broken UTF-8."""
    if "\0" in line:
        return False
    if line.isascii():
        return True
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=20_000)
def _sku(text: str) -> str:
    if not text.strip():
        raise BadRow(_("The stock code is missing."))
    if len(text) > _LONGEST_SKU:
        raise BadRow(_("The stock code is longer than 64 characters."))
    return text


@lru_cache(maxsize=20_000)
def _quantity(text: str) -> int:
    if not _QUANTITY.fullmatch(text) or abs(int(text)) > _MOST_PIECES:
        raise BadRow(_("The quantity is no whole number, or too large."))
    return int(text)


@lru_cache(maxsize=20_000)
def _moment(text: str) -> datetime:
    wrong = gettext_lazy("The date is none, written as 2010-12-01 08:26:00.")
    if not _MOMENT.fullmatch(text):
        raise BadRow(str(wrong))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadRow(str(wrong)) from None
    if moment.year not in _YEARS:
        raise BadRow(str(wrong))
    return moment


@lru_cache(maxsize=20_000)
def _price(text: str) -> Decimal:
    if not _PRICE.fullmatch(text):
        raise BadRow(_("The price is no number with at most four decimals."))
    return Decimal(text)


@lru_cache(maxsize=20_000)
def _customer(text: str) -> str:
    """Return the user name of a customer, which is stored in lower case."""
    if text and not _CUSTOMER.fullmatch(text):
        raise BadRow(_("The customer is no number or user name."))
    return text.lower()

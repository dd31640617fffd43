"""Rows of an order file: read, checked, and sorted into sales and the rest. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from orders.importing.cells import (
    BadRow,
    collapse,
    read_customer,
    read_moment,
    read_number,
    read_price,
    read_quantity,
    read_sku,
)
from orders.importing.form import COLUMNS, NUMBER, Form
from orders.importing.records import Unreadable, read_records

CANCELLATION = "cancellation"
BAD_DEBT = "bad_debt"
STOCK_ADJUSTMENT = "stock_adjustment"
NO_PRICE = "no_price"
BAD_ROW = "bad_row"


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


def read_rows(lines: Iterable[str], form: Form) -> Iterator[tuple[int, Row | BadRow]]:
    """Yield (line number, row) for every row below the header, the bad ones too.

    The number is that of the first line of the row. Rows without any text are left out.
    """
    below = islice(lines, 1, None)
    for line_number, record in read_records(below, form.separator, len(COLUMNS)):
        try:
            fields = _in_order(record, form)
            if fields:
                yield line_number, parse(fields, form)
        except BadRow as bad:
            bad.number = bad.number or _number_of(record, form)
            yield line_number, bad


def parse(fields: list[str], form: Form) -> Row:
    """Return the row that the eight fields describe. Raises BadRow."""
    number, sku, description, quantity, moment, price, customer, country = fields
    return Row(
        number=read_number(number),
        sku=read_sku(sku),
        name=collapse(description),
        quantity=read_quantity(quantity),
        at=read_moment(moment, form.days),
        unit_price=read_price(price, form.decimal_sign),
        customer=read_customer(customer),
        country=country,
    )


def _in_order(record: list[str] | Unreadable, form: Form) -> list[str]:
    """Return the cells in the order of COLUMNS; none for a blank row. Raises BadRow."""
    if isinstance(record, Unreadable):
        raise BadRow(record.why)
    if not record[0] and not any(cell.strip() for cell in record):
        return []
    if not _is_text("".join(record)):
        raise BadRow(
            _(
                "The line contains characters that cannot be stored. Save the "
                "file as UTF-8."
            )
        )
    if len(record) != len(COLUMNS):
        raise BadRow(
            _("The line has %(found)d columns instead of %(wanted)d.")
            % {"found": len(record), "wanted": len(COLUMNS)}
        )
    if form.is_in_order:
        return record
    return [record[place] for place in form.places]


def _number_of(record: list[str] | Unreadable, form: Form) -> str:
    """Return the invoice of a row that cannot be read; nothing where that is unsure.

    Where the row has other columns than it should, only its first is surely in place,
    and of a line whose quotes do not match, what stands before them.
    """
    if isinstance(record, Unreadable):
        record = record.line.partition('"')[0].split(form.separator)[:-1]
    place = form.places[NUMBER]
    if place >= len(record) or (place and len(record) != len(COLUMNS)):
        return ""
    try:
        return read_number(record[place])
    except BadRow:
        return ""


def _is_text(cells: str) -> bool:
    """Tell whether every engine can store the cells: no NUL, no broken UTF-8."""
    if "\0" in cells:
        return False
    if cells.isascii():
        return True
    try:
        cells.encode()
    except UnicodeEncodeError:
        return False
    return True

"""How a file is written: decided once for all of it, before a row is read. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from database.sheets import decide_day_order, decide_decimal_sign
from database.sheets.deciding import Cell
from orders.importing.records import SEPARATORS, Unreadable, read_records

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
NUMBER, MOMENT, PRICE = 0, 4, 5
POINT = "."
YEAR_FIRST = re.compile(r"\d{4}[-/.]")
# Different texts of a column that are looked at more than once; a limit for memory.
MOST_KNOWN = 20_000


class WrongFormat(ValueError):
    """The file is not of the format that was asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """What separates cells and decimals, how days are written, where columns stand.

    `days` says what comes first: "year", "day" or "month"; nothing if that is open.
    """

    separator: str = ","
    decimal_sign: str = POINT
    days: str = "year"
    places: tuple[int, ...] = tuple(range(len(COLUMNS)))

    @property
    def is_in_order(self) -> bool:
        return self.places == tuple(range(len(COLUMNS)))


def decide_form(lines: Iterable[str]) -> Form:
    """Read the whole file and return how it is written. Raises WrongFormat.

    Prices are written with a point unless those of the whole file can only be read with
    a comma. What then does not fit is refused row by row, never read in another way; so
    is a day that can be read in two ways if no other day of the file decides.
    """
    source = iter(lines)
    separator, places = _header(next(source, ""))
    days: dict[str, int] = {}
    prices = _prices(source, separator, places, days)
    sign = decide_decimal_sign(prices, hint=POINT).value or POINT
    first = decide_day_order((line, text) for text, line in days.items()).value
    return Form(separator, sign, first if days else "year", places)


def _prices(
    lines: Iterable[str], separator: str, places: Sequence[int], days: dict[str, int]
) -> Iterator[Cell]:
    """Yield the different prices; note the days whose first part is not the year."""
    price, moment = places[PRICE], places[MOMENT]
    known: set[str] = set()
    for line, record in read_records(lines, separator, len(COLUMNS)):
        if isinstance(record, Unreadable) or len(record) != len(COLUMNS):
            continue
        if record[price] not in known:
            yield line, record[price]
            if len(known) < MOST_KNOWN:
                known.add(record[price])
        day = record[moment]
        if day not in days and not YEAR_FIRST.match(day) and len(days) < MOST_KNOWN:
            days[day] = line


def _header(line: str) -> tuple[str, tuple[int, ...]]:
    """Return the separator, and where each column stands. Raises WrongFormat."""
    for separator in SEPARATORS:
        [(_number, cells)] = read_records([line], separator, len(COLUMNS))
        if isinstance(cells, Unreadable) or len(cells) != len(COLUMNS):
            continue
        names = [name.strip() for name in cells]
        places = [
            next((names.index(name) for name in forms if name in names), None)
            for forms in COLUMNS
        ]
        if None not in places:
            return separator, tuple(place for place in places if place is not None)
    raise WrongFormat(
        _("The first line does not contain the column names %(columns)s.")
        % {"columns": ", ".join(forms[0] for forms in COLUMNS)}
    )

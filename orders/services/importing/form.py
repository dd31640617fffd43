"""How a file is written: decided once for all of it, before a row is read. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from orders.services.importing.records import SEPARATORS, Unreadable, read_records

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
NUMBER, PRICE = 0, 5
POINT, COMMA = ".", ","
_PROOFS = {POINT: re.compile(r"-?\d*\.\d+"), COMMA: re.compile(r"-?\d*,\d+")}
_DOUBTFUL = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class WrongFormat(ValueError):
    """The file is not of the format that was asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """What separates cells, what separates decimals, and where each column stands."""

    separator: str = ","
    decimal_sign: str = POINT
    places: tuple[int, ...] = tuple(range(len(COLUMNS)))

    @property
    def is_in_order(self) -> bool:
        return self.places == tuple(range(len(COLUMNS)))


def decide_form(lines: Iterable[str]) -> Form:
    """Read the whole file and return how it is written. Raises WrongFormat.

    Prices are written with a point unless those of the whole file can only be read with
    a comma. What then does not fit is refused row by row, never read in another way.
    """
    source = iter(lines)
    separator, places = _header(next(source, ""))
    signs: set[str] = set()
    for _line, record in read_records(source, separator, len(COLUMNS)):
        if not isinstance(record, Unreadable) and len(record) == len(COLUMNS):
            signs |= _proved(record[places[PRICE]])
    return Form(separator, COMMA if signs == {COMMA} else POINT, places)


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
        _("The first line does not name the columns %(columns)s.")
        % {"columns": ", ".join(forms[0] for forms in COLUMNS)}
    )


@lru_cache(maxsize=20_000)
def _proved(price: str) -> frozenset[str]:
    """Return the decimal sign that a price can only have; nothing where it is open."""
    if _DOUBTFUL.fullmatch(price):
        return frozenset()
    return frozenset(
        sign for sign, pattern in _PROOFS.items() if pattern.fullmatch(price)
    )

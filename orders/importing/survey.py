"""What has to be known of a whole file before its first order is written. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from orders.importing.cells import BadRow
from orders.importing.rows import Booked, Row, is_sale
from orders.prices.quote import ZERO, to_money

Numbered = Iterable[tuple[int, Row | BadRow]]
Invoice = list[tuple[int, Row]]
T = TypeVar("T", str, Decimal)


@dataclass(frozen=True, slots=True)
class Cut:
    """The dates to import, inclusive, in the shop's local time."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, moment: datetime) -> bool:
        day = moment.date()
        return not (
            (self.first and day < self.first) or (self.last and day > self.last)
        )


@dataclass(slots=True)
class Invoices:
    """When each invoice was made, which line is the last it books, and what spoils it.

    `spoiled` has the line that cannot be read of each invoice that is therefore not
    known as a whole.
    """

    times: dict[str, datetime] = field(default_factory=dict)
    last_lines: dict[str, int] = field(default_factory=dict)
    spoiled: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    @classmethod
    def of(cls, rows: Numbered, is_booked: Booked = is_sale) -> "Invoices":
        """Read the whole file. An invoice's time is the earliest of its lines.

        Where a bad row does not tell its invoice, it may belong to the one before it
        and to the one after it, so it spoils both.
        """
        found = cls()
        times, last_lines = found.times, found.last_lines
        before, nameless = "", 0
        for line_number, row in rows:
            found.rows += 1
            number = row.number
            if isinstance(row, BadRow):
                found._spoil(number or before, line_number)
                before, nameless = number or before, 0 if number else line_number
                continue
            if nameless:
                found._spoil(number, nameless)
                nameless = 0
            before = number
            earliest = times.get(number)
            if earliest is None or row.at < earliest:
                times[number] = row.at
            if is_booked(row):
                last_lines[number] = line_number
        return found

    def _spoil(self, number: str, line: int) -> None:
        if number:
            self.spoiled.setdefault(number, line)

    def within(self, rows: Numbered, cut: Cut) -> Iterator[tuple[int, Row | BadRow]]:
        """Yield the rows of the invoices within the cut.

        Invoices are cut as a whole. A bad row of no known invoice is always yielded,
        so that it is reported.
        """
        if cut == Cut():
            yield from rows
            return
        wanted = {number for number, time in self.times.items() if time in cut}
        for line_number, row in rows:
            if row.number in wanted or row.number not in self.times:
                yield line_number, row


@dataclass(frozen=True, slots=True)
class Article:
    """A product as the lines of a file tell it."""

    sku: str
    name: str
    price: Decimal


@dataclass(slots=True)
class Counts:
    """How often each product has each name and each price."""

    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    prices: dict[str, Counter[Decimal]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def add(self, row: Row) -> None:
        self.prices[row.sku][row.unit_price] += 1
        if row.name:
            self.names[row.sku][row.name] += 1

    def article(self, sku: str) -> Article:
        """Return the product with its most frequent name and price."""
        name = _most_frequent(self.names[sku]) or sku.strip()
        return Article(sku, name, _most_frequent(self.prices[sku]) or Decimal(0))


@dataclass(slots=True)
class Names:
    """The products and customers of the rows that are booked."""

    articles: dict[str, Article]
    customers: set[str]

    @classmethod
    def of(cls, rows: Numbered, is_booked: Booked = is_sale) -> "Names":
        """Read the rows; articles are found by their stock codes.

        Sales decide what a product is called and costs. Credits do if it was never
        sold, so that an import with them makes the same products as one without.
        """
        sales, taken_back = Counts(), Counts()
        customers: set[str] = set()
        for _line, row in rows:
            if isinstance(row, BadRow) or not is_booked(row):
                continue
            (taken_back if row.reason else sales).add(row)
            if row.customer:
                customers.add(row.customer)
        articles = {
            sku: (sales if sku in sales.prices else taken_back).article(sku)
            for sku in sales.prices.keys() | taken_back.prices.keys()
        }
        return cls(articles, customers)


def _most_frequent(counts: Counter[T]) -> T | None:
    """Return the most frequent; of equally frequent ones the smallest."""
    return min(counts, key=lambda item: (-counts[item], item), default=None)


def whole_invoices(
    booked: Iterable[tuple[int, Row]], last_lines: dict[str, int]
) -> Iterator[Invoice]:
    """Yield the booked lines of one invoice after another, each when it is complete.

    Lines of an invoice need not lie together: what is held are the open invoices.
    """
    pending: dict[str, Invoice] = defaultdict(list)
    for line_number, row in booked:
        pending[row.number].append((line_number, row))
        if line_number == last_lines.get(row.number):
            yield pending.pop(row.number)


def in_batches(invoices: Iterable[Invoice], size: int) -> Iterator[list[Invoice]]:
    """Yield lists of whole invoices with about `size` lines together."""
    batch, lines = [], 0
    for invoice in invoices:
        batch.append(invoice)
        lines += len(invoice)
        if lines >= size:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch


def is_credit_note(invoice: Invoice) -> bool:
    """Tell whether the booked rows of this invoice take something back."""
    return bool(invoice[0][1].reason)


def line_total(row: Row) -> Decimal:
    """Return quantity × price, rounded half-up to two decimals."""
    return to_money(row.quantity * row.unit_price)


def total_of(invoice: Invoice) -> Decimal:
    """Return the sum of the rounded lines; negative for a credit note."""
    return sum((line_total(row) for _line, row in invoice), ZERO)

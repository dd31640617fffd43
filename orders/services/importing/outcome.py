"""What an import did, or would do: rows, counts, and what was set aside and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from orders.pricing import ZERO
from orders.services.importing.countries import country_code
from orders.services.importing.rows import (
    BAD_DEBT,
    BAD_ROW,
    CANCELLATION,
    NO_PRICE,
    STOCK_ADJUSTMENT,
    BadRow,
    Booked,
    Row,
)
from orders.services.importing.survey import Invoice, total_of

# The contract's four are always counted, the others where they occur.
REASONS = (CANCELLATION, BAD_DEBT, STOCK_ADJUSTMENT, NO_PRICE)


class SetAside(NamedTuple):
    """A row of the file that was not booked, and why."""

    line: int
    reason: str
    detail: str = ""


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    rows: int = 0
    orders_created: int = 0
    lines_created: int = 0
    products_created: int = 0
    customers_created: int = 0
    orders_known: int = 0
    credit_notes_created: int = 0
    credit_lines_created: int = 0
    credit_notes_known: int = 0
    # What the new credit notes take back, as a negative amount.
    credited: Decimal = ZERO
    # Orders by the name of a country that has no ISO code; their country stays empty.
    no_country_code: Counter[str] = field(default_factory=Counter)
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def skipped(self) -> dict[str, int]:
        """Rows set aside by reason, in the order of precedence."""
        counts = Counter(row.reason for row in self.set_aside)
        return {reason: counts.pop(reason, 0) for reason in REASONS} | dict(
            sorted(counts.items())
        )

    @property
    def has_changed_anything(self) -> bool:
        """Whether a row was created. Orders come with all they need, or not at all."""
        return bool(
            self.orders_created
            or self.credit_notes_created
            or self.products_created
            or self.customers_created
        )

    def set_invoice_aside(self, invoice: Invoice, reason: str, detail: str) -> None:
        """Note every row of an invoice that cannot be written."""
        self.set_aside += [SetAside(line, reason, detail) for line, _row in invoice]

    def booked(
        self, rows: Iterable[tuple[int, Row | BadRow]], is_booked: Booked
    ) -> Iterator[tuple[int, Row]]:
        """Yield the rows that are booked; count every row and note the others."""
        for line_number, row in rows:
            self.rows += 1
            if isinstance(row, BadRow):
                self.set_aside.append(SetAside(line_number, BAD_ROW, str(row)))
            elif is_booked(row):
                yield line_number, row
            else:
                self.set_aside.append(SetAside(line_number, row.reason))

    def count_orders(self, invoices: list[Invoice]) -> None:
        """Count the invoices as orders that were written."""
        self.orders_created += len(invoices)
        self.lines_created += sum(map(len, invoices))
        countries = (invoice[0][1].country for invoice in invoices)
        self.no_country_code.update(
            name for name in countries if not country_code(name)
        )

    def count_credit_notes(self, invoices: list[Invoice]) -> None:
        """Count the invoices as credit notes that were written."""
        self.credit_notes_created += len(invoices)
        self.credit_lines_created += sum(map(len, invoices))
        self.credited += sum(map(total_of, invoices), ZERO)

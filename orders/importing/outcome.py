"""What an import did, or would do: rows, counts, and what was set aside and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from orders.importing.cells import BadRow
from orders.importing.countries import country_code
from orders.importing.form import Form
from orders.importing.rows import (
    BAD_DEBT,
    BAD_ROW,
    CANCELLATION,
    NO_PRICE,
    STOCK_ADJUSTMENT,
    Booked,
    Row,
)
from orders.importing.survey import Invoice, is_credit_note, total_of
from orders.importing.writing import Batch
from orders.prices.quote import ZERO

INCOMPLETE = "incomplete"

# The contract's four are always counted, the others where they occur.
REASONS = (CANCELLATION, BAD_DEBT, STOCK_ADJUSTMENT, NO_PRICE)


class SetAside(NamedTuple):
    """A row of the file that was not booked, and why."""

    line: int
    reason: str
    detail: str = ""
    number: str = ""


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    form: Form = field(default_factory=Form)
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

    @property
    def invoices_set_aside(self) -> list[str]:
        """The numbers of the invoices that somebody has to look into, sorted."""
        rows = (row for row in self.set_aside if row.reason not in REASONS)
        return sorted({row.number for row in rows if row.number})

    def set_invoice_aside(self, invoice: Invoice, reason: str, detail: str) -> None:
        """Note every row of an invoice that cannot be written."""
        self.set_aside += [
            SetAside(line, reason, detail, row.number) for line, row in invoice
        ]

    def booked(
        self,
        rows: Iterable[tuple[int, Row | BadRow]],
        is_booked: Booked,
        incomplete: Mapping[str, str],
    ) -> Iterator[tuple[int, Row]]:
        """Yield the rows that are booked; count every row and note the others.

        `incomplete` says of invoices why they are not known as a whole: their rows are
        set aside too.
        """
        for line_number, row in rows:
            self.rows += 1
            number, aside = row.number, self.set_aside
            if isinstance(row, BadRow):
                aside.append(SetAside(line_number, BAD_ROW, str(row), number))
            elif not is_booked(row):
                aside.append(SetAside(line_number, row.reason))
            elif number in incomplete:
                why = incomplete[number]
                aside.append(SetAside(line_number, INCOMPLETE, why, number))
            else:
                yield line_number, row

    def count(self, batch: Batch) -> None:
        """Count what was written with a batch, or would be."""
        self.products_created += len(batch.skus)
        self.customers_created += len(batch.customers)
        self.orders_created += len(batch.orders)
        self.lines_created += sum(map(len, batch.orders))
        countries = (invoice[0][1].country for invoice in batch.orders)
        self.no_country_code.update(
            name for name in countries if not country_code(name)
        )
        self.credit_notes_created += len(batch.notes)
        self.credit_lines_created += sum(map(len, batch.notes))
        self.credited += sum(map(total_of, batch.notes), ZERO)

    def count_known(self, invoice: Invoice) -> None:
        """Count a document that is in the shop as the file has it."""
        if is_credit_note(invoice):
            self.credit_notes_known += 1
        else:
            self.orders_known += 1

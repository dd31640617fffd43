"""Documents that are in the shop already, compared with the file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from orders.importing.survey import Invoice, is_credit_note
from orders.models import CreditNote, CreditNoteLine, Line, Order

NUMBER = "document_number"
PART = 5_000  # numbers that one statement asks for

# What a line is about, as far as a file can tell.
Content = Counter[tuple[str, int, Decimal]]
_LINES: dict[Any, tuple[Any, str]] = {
    Order: (Line, "order"),
    CreditNote: (CreditNoteLine, "credit_note"),
}


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a batch that are in the shop: their source and their lines."""

    sources: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Content] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Any, numbers: Iterable[str]) -> "Documents":
        """Read them by their numbers; lines of those alone that an import made."""
        rows = model.objects.only("number", "source")
        sources = {
            number: document.source
            for number, document in rows.in_bulk(numbers, field_name="number").items()
        }
        lines: dict[str, Content] = {
            number: Counter()
            for number, source in sources.items()
            if source == Order.Source.IMPORT
        }
        for part in _parts(list(lines)):
            columns = ("sku", "quantity", "unit_price")
            found = _lines_of(model, part).values_list(NUMBER, *columns)
            for number, sku, quantity, price in found.iterator(chunk_size=10_000):
                lines[number][sku, quantity, price] += 1
        return cls(sources, lines)

    def difference(self, invoice: Invoice) -> str:
        """Say how the lines in the shop differ from the file; nothing if they do not.

        Raises KeyError for a document that no import made.
        """
        number = invoice[0][1].number
        there, wanted = self.lines[number], _content(invoice)
        if there == wanted:
            return ""
        names = {
            "number": number,
            "there": there.total(),
            "wanted": wanted.total(),
        }
        if there < wanted:
            return (
                _("%(number)s is in the shop with %(there)d of %(wanted)d lines.")
                % names
            )
        return (
            _(
                "%(number)s is in the shop with different lines: %(there)d there, "
                "%(wanted)d in the file."
            )
            % names
        )


def _content(invoice: Invoice) -> Content:
    sign = -1 if is_credit_note(invoice) else 1
    return Counter(
        (row.sku, sign * row.quantity, row.unit_price) for _line, row in invoice
    )


def imported_lines(numbers: Iterable[str]) -> dict[str, int]:
    """Return how many lines each of these documents has that an import made."""
    counts: dict[str, int] = {}
    for part in _parts(list(numbers)):
        for model in _LINES:
            rows = _lines_of(model, part).values_list(NUMBER)
            counts |= dict(rows.annotate(count=Count("pk")))
    return counts


def _lines_of(model: Any, numbers: list[str]) -> QuerySet:
    """Return the lines of imported documents, each with the number of its document."""
    of_lines, parent = _LINES[model]
    rows = of_lines.objects.order_by().annotate(**{NUMBER: F(f"{parent}__number")})
    imported = {f"{parent}__source": Order.Source.IMPORT}
    return rows.filter(**{f"{parent}__number__in": numbers}, **imported)


def _parts(numbers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), PART):
        yield numbers[start : start + PART]

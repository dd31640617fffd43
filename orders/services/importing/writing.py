"""Writing what is imported: whole documents in batches, a transaction a batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, starmap
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import create_customers
from database import bulk
from database.context import current_actor
from database.ids import uuid7
from database.transactions import retry_on_conflict
from orders.models import CreditNote, CreditNoteLine, Line, Order, StatusChange
from orders.services.importing.countries import country_code
from orders.services.importing.rows import Row
from orders.services.importing.survey import Article, Invoice, line_total, total_of
from orders.status import Status
from shop.models import Product
from shop.services import create_drafts

# The file knows only the outcome; the way there is the one every order goes.
_LIFE = (Status.PENDING, Status.CONFIRMED, Status.SHIPPED, Status.DELIVERED)
_STEPS = tuple(zip(("", *_LIFE), _LIFE, strict=False))

ORDER_COLUMNS = (
    "id",
    "number",
    "customer_id",
    "status",
    "source",
    "currency",
    "subtotal",
    "total",
    "country",
    "placed_at",
)
LINE_COLUMNS = (
    "order_id",
    "product_id",
    "position",
    "sku",
    "name",
    "quantity",
    "unit_price",
    "line_total",
)
CHANGE_COLUMNS = (
    "order_id",
    "from_status",
    "to_status",
    "reason",
    "actor_id",
    "actor_label",
)
NOTE_COLUMNS = (
    "id",
    "number",
    "customer_id",
    "source",
    "currency",
    "total",
    "issued_at",
    "actor_id",
    "actor_label",
)
NOTE_LINE_COLUMNS = (
    "credit_note_id",
    *LINE_COLUMNS[1:],
    "actor_id",
    "actor_label",
)

# Documents with the keys they get.
Keyed = list[tuple[UUID, Invoice]]


@dataclass(slots=True)
class Known:
    """Keys of rows that are in the shop, by the name people know; deleted ones apart.

    The key is None where a dry run would have created the row.
    """

    keys: dict[str, UUID | None]
    deleted: set[str]
    created: int = 0


def ensure_products(articles: Sequence[Article], *, dry_run: bool) -> Known:
    """Return the products of these articles, created where they are unknown."""
    rows = Product.all_objects.only("sku", "deleted_at").in_bulk(
        [article.sku for article in articles], field_name="sku"
    )
    new = [article for article in articles if article.sku not in rows]
    created = [] if dry_run or not new else create_drafts(drafts=new)
    return _known(rows, {row.sku: row.pk for row in created}, [a.sku for a in new])


def ensure_customers(usernames: Sequence[str], *, dry_run: bool) -> Known:
    """Return the users of these names, created where they are unknown."""
    rows = User.all_objects.only("username", "deleted_at").in_bulk(
        usernames, field_name="username"
    )
    new = [name for name in usernames if name not in rows]
    created = [] if dry_run or not new else create_customers(usernames=new)
    return _known(rows, {row.username: row.pk for row in created}, new)


def _known(rows: dict, created: dict[str, UUID], new: list[str]) -> Known:
    keys: dict[str, UUID | None] = {name: row.pk for name, row in rows.items()}
    deleted = {name for name, row in rows.items() if row.is_deleted}
    return Known(keys | dict.fromkeys(new) | created, deleted, len(new))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows out of invoices, as tuples in the order of the columns above."""

    products: Known
    customers: Known
    currency: str

    def order(self, key: UUID, invoice: Invoice) -> tuple:
        """Return the order: paid elsewhere, without tax, delivered."""
        first, total = invoice[0][1], total_of(invoice)
        return (
            key,
            first.number,
            self._customer(first),
            Status.DELIVERED,
            Order.Source.IMPORT,
            self.currency,
            total,
            total,
            country_code(first.country),
            _time_of(invoice),
        )

    def lines(self, key: UUID, invoice: Invoice) -> Iterator[tuple]:
        """Yield one order line a file line, in their order."""
        return self._lines(key, invoice, 1)

    def history(self, key: UUID) -> Iterator[tuple]:
        """Yield the changes of an order's status.

        They are dated now and by the importer, because the true times are not known.
        """
        reason = _("Imported as delivered; when it happened is not known.")
        for old, new in _STEPS:
            yield (key, old, new, reason, *_actor())

    def note(self, key: UUID, invoice: Invoice) -> tuple:
        """Return the credit note. Nothing in the file says which order it is for."""
        first = invoice[0][1]
        return (
            key,
            first.number,
            self._customer(first),
            Order.Source.IMPORT,
            self.currency,
            total_of(invoice),
            _time_of(invoice),
            *_actor(),
        )

    def note_lines(self, key: UUID, invoice: Invoice) -> Iterator[tuple]:
        """Yield one line of a credit note a file line: minus three is three back."""
        actor = _actor()
        return (line + actor for line in self._lines(key, invoice, -1))

    def _lines(self, key: UUID, invoice: Invoice, sign: int) -> Iterator[tuple]:
        keys = self.products.keys
        for position, (_line, row) in enumerate(invoice, start=1):
            yield (
                key,
                keys[row.sku],
                position,
                row.sku,
                row.name or row.sku.strip(),
                sign * row.quantity,
                row.unit_price,
                line_total(row),
            )

    def _customer(self, row: Row) -> UUID | None:
        return self.customers.keys[row.customer] if row.customer else None


@retry_on_conflict()
def write_batch(
    *, orders: Sequence[Invoice], notes: Sequence[Invoice], maker: Maker
) -> None:
    """Write these orders and credit notes, all of them or none. They move no stock."""
    _write_orders([(uuid7(), invoice) for invoice in orders], maker)
    _write_notes([(uuid7(), invoice) for invoice in notes], maker)


def _write_orders(orders: Keyed, maker: Maker) -> None:
    bulk.insert(Order, ORDER_COLUMNS, starmap(maker.order, orders))
    bulk.insert(Line, LINE_COLUMNS, chain.from_iterable(starmap(maker.lines, orders)))
    changes = chain.from_iterable(maker.history(key) for key, _invoice in orders)
    bulk.insert(StatusChange, CHANGE_COLUMNS, changes)


def _write_notes(notes: Keyed, maker: Maker) -> None:
    bulk.insert(CreditNote, NOTE_COLUMNS, starmap(maker.note, notes))
    lines = chain.from_iterable(starmap(maker.note_lines, notes))
    bulk.insert(CreditNoteLine, NOTE_LINE_COLUMNS, lines)


def known_sources(
    model: type[Order] | type[CreditNote], invoices: Iterable[Invoice]
) -> dict[str, str]:
    """Return the source of each of these documents that is in the shop, by number."""
    numbers = [invoice[0][1].number for invoice in invoices]
    found = model.objects.only("number", "source").in_bulk(numbers, field_name="number")
    return {number: document.source for number, document in found.items()}


def _actor() -> tuple[UUID | None, str]:
    actor = current_actor()
    return actor.user_id, actor.label


def _time_of(invoice: Invoice) -> datetime:
    return shop_time(min(row.at for _line, row in invoice))


def shop_time(moment: datetime) -> datetime:
    """Return the aware time of a moment on the shop's clock."""
    return timezone.make_aware(moment, timezone.get_default_timezone())

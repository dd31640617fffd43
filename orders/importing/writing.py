"""Writing what is imported: whole documents in batches, a transaction a batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, starmap
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.users import ONLINE_RETAIL, source_key
from accounts.services import add_customers
from database.context import current_actor
from database.rows import bulk
from database.rows.ids import uuid7
from database.transactions import retry_on_conflict
from orders.importing.countries import country_code
from orders.importing.rows import Row
from orders.importing.survey import Article, Invoice, line_total, total_of
from orders.models import CreditNote, CreditNoteLine, Line, Order, StatusChange
from orders.status import Status
from shop.models import Product
from shop.services import add_drafts

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
    """Keys of rows by the name the file has for them; the deleted ones apart.

    The key is None if a dry run would have added the row.
    """

    keys: dict[str, UUID | None]
    deleted: set[str]

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the names that nothing has yet, each once, sorted."""
        return sorted(set(names) - self.keys.keys())


def known_products(skus: Iterable[str]) -> Known:
    """Return the products of these stock codes that are in the shop."""
    rows = Product.all_objects.only("sku", "deleted_at")
    return _known(rows.in_bulk(skus, field_name="sku"))


def known_customers(keys: Iterable[str]) -> Known:
    """Return the customers of these source keys. User names do not count."""
    rows = User.all_objects.only("source_key", "deleted_at")
    return _known(rows.in_bulk(keys, field_name="source_key"))


def _known(rows: dict) -> Known:
    deleted = {name for name, row in rows.items() if row.is_deleted}
    return Known({name: row.pk for name, row in rows.items()}, deleted)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows out of invoices, as tuples in the order of the columns above."""

    articles: Mapping[str, Article]
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
        reason = _("Imported as delivered; the date is not known.")
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
        return self.customers.keys[key_of(row)] if row.customer else None


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents to write, and the products and customers that come with them."""

    orders: list[Invoice]
    notes: list[Invoice]
    skus: list[str]
    customers: list[str]

    @classmethod
    def of(cls, orders: list[Invoice], notes: list[Invoice], maker: Maker) -> "Batch":
        rows = [row for invoice in (*orders, *notes) for _line, row in invoice]
        return cls(
            orders,
            notes,
            maker.products.unknown(row.sku for row in rows),
            maker.customers.unknown(key_of(row) for row in rows if row.customer),
        )

    def __bool__(self) -> bool:
        return bool(self.orders or self.notes)


def key_of(row: Row) -> str:
    """Return what the customer of a row is known by in the shop."""
    return source_key(ONLINE_RETAIL, row.customer)


@retry_on_conflict()
def write_batch(*, batch: Batch, maker: Maker) -> None:
    """Write a batch with all that is new in it, or nothing. It moves no stock."""
    # Somebody else may have made one of them since the import began.
    there = known_products(batch.skus).keys, known_customers(batch.customers).keys
    drafts = [maker.articles[sku] for sku in batch.skus if sku not in there[0]]
    keys = [key for key in batch.customers if key not in there[1]]
    made = add_drafts(drafts=drafts) if drafts else []
    maker.products.keys.update(there[0] | {product.sku: product.pk for product in made})
    joined = add_customers(source_keys=keys) if keys else []
    maker.customers.keys.update(there[1] | {user.username: user.pk for user in joined})
    _write_orders([(uuid7(), invoice) for invoice in batch.orders], maker)
    _write_notes([(uuid7(), invoice) for invoice in batch.notes], maker)


def _write_orders(orders: Keyed, maker: Maker) -> None:
    bulk.insert(Order, ORDER_COLUMNS, starmap(maker.order, orders))
    bulk.insert(Line, LINE_COLUMNS, chain.from_iterable(starmap(maker.lines, orders)))
    changes = chain.from_iterable(maker.history(key) for key, _invoice in orders)
    bulk.insert(StatusChange, CHANGE_COLUMNS, changes)


def _write_notes(notes: Keyed, maker: Maker) -> None:
    bulk.insert(CreditNote, NOTE_COLUMNS, starmap(maker.note, notes))
    lines = chain.from_iterable(starmap(maker.note_lines, notes))
    bulk.insert(CreditNoteLine, NOTE_LINE_COLUMNS, lines)


def _actor() -> tuple[UUID | None, str]:
    actor = current_actor()
    return actor.user_id, actor.label


def _time_of(invoice: Invoice) -> datetime:
    return shop_time(min(row.at for _line, row in invoice))


def shop_time(moment: datetime) -> datetime:
    """Return the aware time of a moment on the shop's clock."""
    return timezone.make_aware(moment, timezone.get_default_timezone())

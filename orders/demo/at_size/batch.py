"""The rows of some thousand orders, on their way into the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.db import models, reset_queries

from database.rows import bulk
from database.rows.insert import insert_all
from orders.models import (
    CreditNote,
    CreditNoteLine,
    Line,
    Mail,
    Order,
    PaymentBalance,
    PaymentEntry,
    Refund,
    RefundLine,
    Return,
    ReturnArrival,
    ReturnLine,
    Shipment,
    ShipmentLine,
    StatusChange,
)
from shop.models import StockMovement

BY = ("actor_id", "actor_label")
# Tables whose rows come as tuples, in the order in which they name each other.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Order: (
        "id",
        "number",
        "customer_id",
        "email",
        "status",
        "payment_method",
        "shipping_method",
        "placed_at",
        "created_at",
        "updated_at",
        "cancelled_at",
        "guest_nonce",
        "guest_until",
        "currency",
        "prices_include_tax",
        "subtotal",
        "discount_total",
        "shipping_total",
        "shipping_tax",
        "tax_total",
        "total",
        "full_name",
        "line1",
        "city",
        "postcode",
        "country",
        "phone",
    ),
    Line: (
        "id",
        "order_id",
        "position",
        "product_id",
        "sku",
        "name",
        "quantity",
        "shipped_quantity",
        "unit_price",
        "unit_cost",
        "discount_amount",
        "tax_rate",
        "tax_amount",
        "line_total",
    ),
    StatusChange: ("order_id", "from_status", "to_status", "created_at", *BY),
    Shipment: (
        "id",
        "order_id",
        "position",
        "carrier",
        "tracking_number",
        "shipped_at",
        "delivered_at",
        "created_at",
        "updated_at",
    ),
    ShipmentLine: ("shipment_id", "line_id", "quantity"),
    Mail: (
        "order_id",
        "kind",
        "key",
        "recipient",
        "status",
        "attempts",
        "subject",
        "sent_at",
        "created_at",
        "updated_at",
    ),
    PaymentEntry: (
        "order_id",
        "provider",
        "kind",
        "amount",
        "currency",
        "reference",
        "occurred_at",
        "created_at",
        *BY,
    ),
    PaymentBalance: (
        "order_id",
        "captured",
        "refunded",
        "granted",
        "credited",
        "due",
    ),
    StockMovement: (
        "product_id",
        "delta",
        "reason",
        "reference",
        "note",
        "balance_after",
        "created_at",
        *BY,
    ),
}
# Few orders come back: their rows come as objects, in this order.
OBJECTS: tuple[type[models.Model], ...] = (
    Return,
    ReturnLine,
    ReturnArrival,
    PaymentEntry,
    Refund,
    RefundLine,
    CreditNote,
    CreditNoteLine,
)


class Batch:
    """Rows by their table; who writes them holds the transaction."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[tuple]] = defaultdict(list)
        self._objects: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def add(self, model: type[models.Model], *values: Any) -> None:
        """Note down a row, whose values come as in COLUMNS."""
        self._rows[model].append(values)

    def add_objects(self, rows: Iterable[models.Model]) -> None:
        """Note down rows that are objects."""
        for row in rows:
            self._objects[type(row)].append(row)

    def write(self) -> None:
        """Write everything, and forget it."""
        self.take()()

    def take(self) -> Callable[[], None]:
        """Return what writes everything noted down until now, and forget that here."""
        writing = partial(_write, self._rows, self._objects)
        self._rows, self._objects = defaultdict(list), defaultdict(list)
        return writing


def _write(
    rows: Mapping[type[models.Model], list[tuple]],
    objects: Mapping[type[models.Model], list[models.Model]],
) -> None:
    for model, columns in COLUMNS.items():
        bulk.insert(model, columns, rows.get(model, ()))
    insert_all([row for model in OBJECTS for row in objects.get(model, ())])
    # With DEBUG, Django keeps the last 9,000 statements with all their values.
    reset_queries()

"""What an import leaves behind, as a checksum a table: no keys, no times of its own."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from accounts.models import PointsAccount, User, Wallet
from orders.models import CreditNote, CreditNoteLine, Line, Order, StatusChange
from shop.models import Product

MONEY = ("currency", "total")
ARTICLE = ("product__sku", "sku", "name", "quantity", "unit_price", "line_total")
CONTENT: dict[Any, tuple[str, ...]] = {
    Product: ("sku", "name", "slug", "price", "status", "stock_quantity"),
    User: ("username", "source_key", "email", "is_active", "is_staff"),
    PointsAccount: ("user__username", "balance"),
    Wallet: ("user__username", "balance"),
    Order: (
        "number",
        "customer__username",
        "status",
        "source",
        "country",
        "placed_at",
        "subtotal",
        *MONEY,
    ),
    Line: ("order__number", "position", *ARTICLE),
    StatusChange: ("order__number", "to_status", "from_status"),
    CreditNote: ("number", "customer__username", "source", "issued_at", *MONEY),
    CreditNoteLine: ("credit_note__number", "position", *ARTICLE),
}


def checksums() -> dict[str, tuple[int, str]]:
    """Return the number of rows and their checksum, for each table."""
    return {model._meta.label: _checksum(_rows(model)) for model in CONTENT}


def _rows(model: Any) -> Iterator[tuple]:
    columns = CONTENT[model]
    rows = model._base_manager.order_by(*columns[:2]).values_list(*columns)
    return rows.iterator(chunk_size=10_000)


def _checksum(rows: Iterator[tuple]) -> tuple[int, str]:
    digest, count = sha256(), 0
    for row in rows:
        digest.update("\t".join(map(str, row)).encode())
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()[:16]

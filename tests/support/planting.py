"""Faults that no service makes: planted by raw SQL while the engine looks away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from accounts.models import User
from database.audit.log import triggers_open
from database.models import OperationFinding, OperationRun
from orders.models import CreditNote, Order
from orders.services import cancel_order, confirm_order
from shop.models import Product
from tests.factories import (
    CategoryFactory,
    CreditNoteFactory,
    OrderFactory,
    ProductFactory,
    UserFactory,
)

LOOK_AWAY = {
    "postgresql": [
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET LOCAL session_replication_role = replica",
        "ALTER TABLE shop_product DROP CONSTRAINT shop_product_stock_not_negative",
        "ALTER TABLE orders_line DROP CONSTRAINT orders_line_shipped_not_above_ordered",
        "ALTER TABLE orders_line DROP CONSTRAINT orders_line_pieces_not_above_ordered",
        "DROP INDEX unique_verified_email",
    ],
    "sqlite": [
        "PRAGMA ignore_check_constraints = ON",
        "DROP INDEX unique_verified_email",
    ],
    "mysql": ["SET foreign_key_checks = 0", "SET check_constraint_checks = 0"],
}
LOOK_AGAIN = {
    "postgresql": ["SET LOCAL session_replication_role = DEFAULT"],
    "sqlite": ["PRAGMA ignore_check_constraints = OFF"],
    "mysql": ["SET foreign_key_checks = 1", "SET check_constraint_checks = 1"],
}


@dataclass
class Shop:
    """A small shop that is consistent, to plant faults into."""

    order: Order
    cancelled: Order
    product: Product
    customer: User
    credit_note: CreditNote

    @classmethod
    def open(cls) -> "Shop":
        product, customer = ProductFactory(), UserFactory(source_key="online-retail:1")
        CategoryFactory(parent=CategoryFactory())
        cancelled = OrderFactory(lines={product.pk: 1})
        cancel_order(order_id=cancelled.pk)
        order = OrderFactory(customer=customer, lines={product.pk: 2})
        return cls(
            confirm_order(order_id=order.pk),
            cancelled,
            product,
            customer,
            CreditNoteFactory(customer=customer, line__product=product),
        )


@contextmanager
def undone() -> Iterator[None]:
    """Undo everything at the end, missing constraints and triggers too."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def unguarded() -> Iterator[Callable[..., None]]:
    """Give a function that runs SQL past triggers and constraints."""
    with connection.cursor() as cursor, triggers_open():
        for statement in LOOK_AWAY[connection.vendor]:
            cursor.execute(statement)
        try:
            yield cursor.execute
        finally:
            for statement in LOOK_AGAIN[connection.vendor]:
                cursor.execute(statement)


def state() -> dict[str, Any]:
    """Return every row of every table, but for the history of runs."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model not in (OperationRun, OperationFinding)
    }

"""What a checkout says to the database, word by word: the races rest on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from orders.models import Basket, BasketLine
from orders.services import place_order
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

TARGET = re.compile(r"^(?:INSERT .*?INTO|UPDATE|DELETE FROM) (\w+)")


@contextmanager
def statements() -> Iterator[list[tuple[str, tuple]]]:
    """Collect (SQL without quotes, parameters)."""
    seen = []

    def watch(execute, sql, params, many, context):
        # PostgreSQL gets several in one message.
        for statement in re.sub(r'["`]', "", sql).split(";\n"):
            seen.append((statement, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def sell(*products, basket=None):
    """Place an order for one piece of each."""
    return place_order(
        customer=UserFactory(),
        lines={product.pk: 1 for product in products},
        idempotency_key=str(uuid4()),
        basket_id=basket and basket.pk,
    )


def test_the_stock_is_taken_by_one_update_on_the_product_s_own_columns():
    with statements() as seen:
        sell(ProductFactory())

    (update,) = [sql for sql, _ in seen if sql.startswith("UPDATE shop_product ")]
    update = update.replace("(%s)", "%s").removesuffix(" RETURNING stock_quantity")
    change, conditions = update.split(" WHERE ", 1)
    assert "(shop_product.stock_quantity - %s)" in change
    parts = [part.strip("()") for part in conditions.split(" AND ")]
    assert set(parts) == {
        "shop_product.id = %s",
        "shop_product.published_at IS NULL OR shop_product.published_at <= %s",
        "shop_product.stock_quantity >= %s",
        "shop_product.status = %s",
        "shop_product.deleted_at IS NULL",
    }


def test_stock_is_taken_in_the_order_of_the_keys():
    products = [ProductFactory() for _ in range(5)]

    with statements() as seen:
        sell(*reversed(products))

    updates = [params for sql, params in seen if sql.startswith("UPDATE shop_product ")]
    keys = [str(product.pk).replace("-", "") for product in products]
    taken = [str(value).replace("-", "") for params in updates for value in params]
    assert [value for value in taken if value in keys] == sorted(keys)


def test_a_checkout_writes_in_the_order_that_does_not_deadlock(vendor):
    pen, ink, basket = ProductFactory(), ProductFactory(), Basket.objects.create()
    BasketLine.objects.create(
        basket=basket, product=pen, quantity=1, shown_unit_price=1
    )

    with statements() as seen:
        sell(pen, ink, basket=basket)

    written = [match[1] for sql, _ in seen if (match := TARGET.match(sql))]
    assert written[written.index("orders_checkoutkey") :] == [
        "orders_checkoutkey",
        "orders_order",
        "shop_product",
        "shop_product",
        "orders_line",
        "shop_stockmovement",
        "orders_statuschange",
        "orders_mail",
        "database_outboxmessage",
        "orders_basketline",
        # Elsewhere the key names its order at once: foreign keys wait for COMMIT.
        *(["orders_checkoutkey"] if vendor == "mysql" else []),
    ]

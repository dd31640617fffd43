"""`place_order`, and the least that an order needs: header, line, stock, COMMIT."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from database.rows.ids import random_number, uuid7
from orders.models import Line, Order
from orders.services import place_order
from shop.models import Product
from tests.bench.measure import Job
from tests.factories import ProductFactory, UserFactory

PRICE = Decimal("10.00")


def jobs() -> dict[str, Job]:
    """Return four ways to sell one piece, each of a product of its own."""
    customer = UserFactory()
    nobody = UserFactory(email=None)
    return {
        "place_order": _placed(customer, new_product()),
        "place_order, no mail": _placed(nobody, new_product()),
        "ORM order": _by_orm(customer, new_product()),
        "SQL order": _by_sql(customer, new_product()),
    }


def new_product() -> Product:
    """Return a product that never runs out."""
    return ProductFactory(price=PRICE, stock_quantity=1_000_000)


def _placed(customer: User, product: Product) -> Job:
    def place() -> None:
        place_order(
            customer=customer, lines={product.pk: 1}, idempotency_key=str(uuid4())
        )

    return place


def _by_orm(customer: User, product: Product) -> Job:
    def order() -> None:
        with transaction.atomic():
            header = Order.objects.create(
                customer=customer, email=customer.email, **_totals()
            )
            Line.objects.create(order=header, product=product, **_line(product))
            rows = Product.objects.filter(pk=product.pk, stock_quantity__gte=1)
            assert rows.update(stock_quantity=F("stock_quantity") - 1)

    return order


MAKERS: dict[str, Callable[[User, Product], Job]] = {
    "place_order": _placed,
    "ORM order": _by_orm,
}


def _totals() -> dict[str, Any]:
    return {"currency": "GBP", "subtotal": PRICE, "total": PRICE}


def _line(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "name": product.name,
        "quantity": 1,
        "unit_price": PRICE,
        "line_total": PRICE,
    }


def _by_sql(customer: User, product: Product) -> Job:
    """Send what Django would send for `_by_orm`, without Django's work for it."""
    header = Order(customer=customer, email=customer.email, **_totals())
    line = Line(order=header, product=product, **_line(product))
    insert_header, header_values = _insert(header)
    insert_line, line_values = _insert(line)
    key = Product._meta.pk.get_db_prep_value(product.pk, connection)
    take = (
        "UPDATE shop_product SET stock_quantity = stock_quantity - 1"
        " WHERE id = %s AND stock_quantity >= 1"
    )

    def order() -> None:
        number, keys = random_number(), (_key(uuid7()), _key(uuid7()))
        with transaction.atomic(), connection.cursor() as cursor:
            new = {"id": keys[0], "number": number}
            cursor.execute(insert_header, list((header_values | new).values()))
            new = {"id": keys[1], "order_id": keys[0]}
            cursor.execute(insert_line, list((line_values | new).values()))
            cursor.execute(take, [key])
            assert cursor.rowcount == 1

    return order


def _key(value: UUID) -> Any:
    return Order._meta.pk.get_db_prep_value(value, connection)


def _insert(row: Any) -> tuple[str, dict[str, Any]]:
    """Return the INSERT of the row, and its values by column."""
    values = {
        field.column: field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in row._meta.concrete_fields
    }
    columns = ", ".join(map(connection.ops.quote_name, values))
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})", values

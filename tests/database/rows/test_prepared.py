"""Statements that are composed once say the same as those composed anew."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F

from database.rows.prepared import Parameter, Reading
from database.rows.update import UpdateAndRead
from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

KEY = Parameter("key", Product._meta.pk)
PIECES = Parameter("pieces", Product._meta.get_field("stock_quantity"))


def test_each_call_reads_with_its_own_values(django_assert_num_queries):
    reading = Reading(
        lambda: Product.objects.filter(pk=KEY).order_by().values_list("pk", "price")
    )
    pen = ProductFactory(price=Decimal("2.55"))
    ink = ProductFactory(price=Decimal("9.10"))

    with django_assert_num_queries(2):
        found = [list(map(tuple, reading(key=one.pk))) for one in (pen, ink)]

    assert found == [[(pen.pk, Decimal("2.5500"))], [(ink.pk, Decimal("9.1000"))]]


def test_a_value_that_nobody_has_finds_nothing():
    reading = Reading(
        lambda: Product.objects.filter(stock_quantity=PIECES).values_list("pk")
    )
    ProductFactory(stock_quantity=3)

    assert reading(pieces=4) == []


def test_an_update_takes_the_row_and_the_pieces_of_its_call():
    take = UpdateAndRead(
        Product,
        column="stock_quantity",
        rows=lambda: Product.objects.filter(stock_quantity__gte=PIECES),
        changes=lambda: {"stock_quantity": F("stock_quantity") - PIECES},
    )
    pen, ink = ProductFactory(stock_quantity=5), ProductFactory(stock_quantity=9)

    assert [take(pk=pen.pk, pieces=2), take(pk=ink.pk, pieces=4)] == [3, 5]
    assert take(pk=pen.pk, pieces=4) is None
    pen.refresh_from_db()
    ink.refresh_from_db()
    assert (pen.stock_quantity, ink.stock_quantity) == (3, 5)


def test_a_statement_is_composed_once(monkeypatch):
    made = []

    def rows():
        made.append(connection.alias)
        return Product.objects.filter(pk=KEY).order_by().values_list("sku")

    reading = Reading(rows)
    pen = ProductFactory(sku="PEN")

    assert [list(map(tuple, reading(key=pen.pk))) for _ in range(3)] == [[("PEN",)]] * 3
    assert made == ["default"]

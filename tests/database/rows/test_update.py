"""A row is changed and read in one statement."""

import pytest
from django.db import connection
from django.db.models import F

from database.rows.update import update_and_read
from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def take(product, count):
    return update_and_read(
        Product.objects.filter(stock_quantity__gte=count),
        pk=product.pk,
        column="stock_quantity",
        stock_quantity=F("stock_quantity") - count,
        sales_count=F("sales_count") + count,
    )


def test_it_returns_what_is_there_afterwards(django_assert_num_queries):
    pen, ink = ProductFactory(stock_quantity=5), ProductFactory(stock_quantity=9)

    with django_assert_num_queries(1):
        assert take(pen, 2) == 3

    pen.refresh_from_db()
    ink.refresh_from_db()
    assert (pen.stock_quantity, pen.sales_count, ink.stock_quantity) == (3, 2, 9)


def test_nothing_left_is_not_the_same_as_no_row():
    pen = ProductFactory(stock_quantity=2)

    assert take(pen, 2) == 0
    assert take(pen, 1) is None
    pen.refresh_from_db()
    assert (pen.stock_quantity, pen.sales_count) == (0, 2)


@pytest.mark.sqlite
def test_an_old_sqlite_reads_the_row_again(monkeypatch):
    monkeypatch.setattr(connection.features, "can_return_columns_from_insert", False)
    pen = ProductFactory(stock_quantity=5)

    assert take(pen, 2) == 3
    assert take(pen, 4) is None

"""A row that SQLite stored and cannot read back is found without being read."""

import decimal

import pytest
from django.db import connection

from database.consistency.readable import unreadable_amounts
from database.consistency.runner import run_checks
from orders.models import Order
from tests.factories import OrderFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def plant(order, amount):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET total = %s WHERE id = %s",
            [amount, order.pk.hex],
        )


def found():
    findings = run_checks(ids=["database.unreadable"]).findings
    return [name for finding in findings for name in finding.object]


@pytest.mark.parametrize("amount", ["9999999999999.99", "1000000000000"])
def test_an_amount_larger_than_its_column_is_found(amount):
    order = OrderFactory()
    plant(order, amount)
    with pytest.raises(decimal.InvalidOperation):
        Order.objects.get(pk=order.pk)

    assert found() == [f"order {order.pk}"]
    (fault,) = unreadable_amounts("default")
    assert "total = " in fault.detail


def test_the_largest_amount_is_no_fault():
    order = OrderFactory()
    ProductFactory(price=9_999_999)
    plant(order, "999999999999.99")

    assert found() == []
    assert str(Order.objects.get(pk=order.pk).total) == "999999999999.99"

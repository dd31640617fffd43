"""The control: without the guard the race is lost, so the other tests do prove it."""

from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest

from orders.models import Order
from orders.proving.control import read_check_write
from orders.services import place_order
from shop.models import Product
from shop.services import stock
from tests.concurrency.racing import race
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_the_guard_the_last_item_is_sold_twice(monkeypatch, vendor):
    """If this fails, `test_the_last_item_is_sold_once` proves nothing.

    Not so on SQLite, where a transaction that begins IMMEDIATE is the only writer.
    """
    pen = ProductFactory(stock_quantity=1)
    monkeypatch.setattr(stock, "guarded_take", read_check_write(Barrier(2)))

    order = partial(place_order, customer=UserFactory(), lines={pen.pk: 1})
    race(*(partial(order, idempotency_key=str(uuid4())) for _ in range(2)))

    assert Order.objects.count() == (1 if vendor == "sqlite" else 2)
    assert Product.objects.get(pk=pen.pk).stock_quantity == 0

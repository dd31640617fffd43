"""Sales go on while the checks run: no false alarm, and nobody waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import F

from database.consistency.generic import run_checks
from orders.models import Order
from orders.services import cancel_order, confirm_order, place_order
from shop.models import Product
from tests.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

SHOPPERS = 3


@contextmanager
def sales() -> Iterator[None]:
    """Let shoppers buy, and some cancel, until the block ends."""
    closing, failures = Event(), []
    pens = [ProductFactory(stock_quantity=100_000).pk for _number in range(4)]
    customers = [UserFactory() for _number in range(SHOPPERS)]

    def shop(customer) -> None:
        try:
            while not closing.is_set():
                order = place_order(
                    customer=customer,
                    lines=dict.fromkeys(pens, 1),
                    idempotency_key=str(uuid4()),
                )
                follow = cancel_order if order.pk.int % 2 else confirm_order
                follow(order_id=order.pk)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=shop, args=[customer]) for customer in customers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        closing.set()
        for thread in threads:
            thread.join(60)
    assert failures == []


def test_checks_during_sales_raise_no_false_alarm():
    with sales():
        results = [run_checks() for _number in range(8)]

    assert Order.objects.count() > 20
    assert [result.findings for result in results] == [[]] * 8


def spoil_the_counters() -> None:
    """Add 1,000 to each product's sales, a row a statement.

    One statement for all of them would lock the rows in the table's order, against the
    shoppers' order by key: a deadlock that says nothing about the repair.
    """
    for pk in Product.all_objects.values_list("pk", flat=True):
        Product.all_objects.filter(pk=pk).update(sales_count=F("sales_count") + 1000)


def test_repairs_during_sales_end_in_order():
    with sales():
        for _number in range(5):
            spoil_the_counters()
            run_checks(tags=["counters"], fix=True)

    assert run_checks().findings == []

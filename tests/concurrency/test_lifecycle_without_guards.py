"""The controls: with a guard taken out the race is lost, so the others do prove it.

Not on SQLite, where a transaction that begins IMMEDIATE is the only writer.
"""

from contextlib import suppress
from decimal import Decimal
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError
from django.utils import timezone

from orders.life import expiring
from orders.life.expiring import expire_order
from orders.models import Order, Shipment, StatusChange
from orders.models.orders import OrderQuerySet
from orders.services import cancel_order, confirm_order, send_parcel
from tests.concurrency.paying import pay
from tests.concurrency.racing import race
from tests.factories import OrderFactory, ProductFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,
    pytest.mark.mysql,
]


@pytest.fixture
def unlocked(monkeypatch):
    """Let both read the order before either writes, and lock nothing."""
    start = Barrier(2)

    def read(rows, order_id):
        order = rows.get(pk=order_id)
        with suppress(BrokenBarrierError):
            start.wait(5)
        return order

    monkeypatch.setattr(OrderQuerySet, "locked", read)
    monkeypatch.setattr(type(Order.objects), "locked", read)


def test_without_the_lock_an_order_is_cancelled_and_partly_sent(unlocked):
    pen = ProductFactory(stock_quantity=10)
    order = OrderFactory(lines={pen.pk: 4})
    confirm_order(order_id=order.pk)
    part = {order.lines.get().pk: 1}

    race(
        partial(cancel_order, order_id=order.pk),
        partial(send_parcel, order_id=order.pk, quantities=part),
    )

    order.refresh_from_db()
    assert (order.status, Shipment.objects.count()) == ("cancelled", 1)


def test_without_the_look_under_the_lock_a_part_paid_order_expires(monkeypatch):
    """As where the payment came between the command's list and the order's turn."""
    order = OrderFactory(payment_method="bank_transfer")
    pay(order, Decimal("1.00"))
    monkeypatch.setattr(expiring, "overdue", lambda _moment: Order.objects.all())

    assert expire_order(order_id=order.pk, placed_before=timezone.now())


def test_without_the_guarded_update_an_order_is_cancelled_twice(monkeypatch):
    """Both write the history; only the ledger of stock still refuses the second."""
    order, start = OrderFactory(), Barrier(2)

    def read_then_write(order_id, status, reason="", **fields):
        row = Order.objects.get(pk=order_id)
        old = row.status
        with suppress(BrokenBarrierError):
            start.wait(5)
        Order.objects.filter(pk=order_id).update(status=status, **fields)
        StatusChange.objects.create(order=row, from_status=old, to_status=status)
        return row

    monkeypatch.setattr("orders.life.cancelling.move", read_then_write)
    monkeypatch.setattr(
        type(Order.objects), "locked", lambda rows, order_id: rows.get(pk=order_id)
    )

    with pytest.raises(IntegrityError):
        race(*[partial(cancel_order, order_id=order.pk)] * 2)

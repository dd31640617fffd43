"""What the list says of an order's money is what its filter finds."""

from decimal import Decimal

import pytest
from django.template import engines
from django.urls import reverse

from orders.ledger.selecting import paid_of, select
from orders.models import Order
from orders.services import cancel_order, mark_refund_paid
from orders.status import Paid
from tests.factories import OrderFactory, ProductFactory, StaffFactory
from tests.orders.making import paid_order, pay, refund

pytestmark = pytest.mark.django_db(transaction=True)


def one_of_each():
    """Return {state: an order that is in it}."""
    gift = ProductFactory(price=Decimal(0))
    back, waiting, imported = paid_order(), paid_order(), OrderFactory()
    mark_refund_paid(refund_id=refund(back, pieces=all_of(back)).pk)
    refund(waiting, pieces=all_of(waiting))
    Order.objects.filter(pk=imported.pk).update(
        source="import", payment_method="", status="delivered"
    )
    return {
        Paid.PAID: paid_order(),
        Paid.PART: pay(OrderFactory(payment_method="bank_transfer"), "5.00"),
        Paid.NOTHING: OrderFactory(payment_method="bank_transfer"),
        Paid.INVOICE: OrderFactory(payment_method="invoice"),
        Paid.ON_DELIVERY: OrderFactory(payment_method="cash_on_delivery"),
        Paid.OVER: pay(OrderFactory(payment_method="bank_transfer"), "25.00"),
        Paid.TO_REFUND: waiting,
        Paid.REFUNDED: back,
        Paid.FREE: OrderFactory(lines={gift.pk: 1}, shipping_method="pickup"),
        Paid.UNKNOWN: imported,
    }


def all_of(order):
    return {line.pk: line.quantity for line in order.lines.all()}


def test_each_order_has_one_state_and_its_filter_finds_it_alone():
    orders = one_of_each()

    assert set(orders) == set(Paid)
    for state, order in orders.items():
        order = Order.objects.select_related("payment_balance").get(pk=order.pk)
        found = select(Order.objects.all(), state.value)
        assert (paid_of(order), list(found)) == (state, [order])


def test_a_cancelled_order_that_nobody_paid_has_nothing_to_pay():
    order = OrderFactory(payment_method="bank_transfer")
    cancel_order(order_id=order.pk)

    order = Order.objects.get(pk=order.pk)
    assert paid_of(order) == Paid.FREE
    assert list(select(Order.objects.all(), "free")) == [order]
    assert list(select(Order.objects.all(), "nothing")) == []


def test_the_list_says_it_in_words(client, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(StaffFactory())
    gift = ProductFactory(price=Decimal(0))
    free = OrderFactory(
        lines={gift.pk: 1}, shipping_method="pickup", payment_method="bank_transfer"
    )
    owing = OrderFactory(payment_method="bank_transfer")

    url = reverse("admin:orders_order_changelist")
    everything = client.get(url).content.decode()
    unpaid = client.get(url, {"money": "nothing"}).content.decode()

    for words in ("not paid", "nothing to pay", "Nothing to pay", "Bank transfer"):
        assert words in everything
    assert owing.number in unpaid
    assert free.number not in unpaid

"""What the shopper's page says about money: what is due, how, and by when."""

from datetime import UTC, datetime

import pytest
import time_machine

from orders.mails.links import order_path
from orders.services import confirm_order, deliver_order, ship_order
from tests.factories import OrderFactory
from tests.orders.making import paid_order, pay, unpaid_delivered_order

pytestmark = pytest.mark.django_db
GUEST = {"customer": None, "email": "g@shop.example"}


@pytest.fixture(autouse=True)
def on_a_friday():
    with time_machine.travel(datetime(2026, 11, 20, 10, tzinfo=UTC), tick=False):
        yield


def page_of(client, order):
    return client.get(order_path(order), follow=True).content.decode()


def test_after_a_part_only_the_rest_is_asked_for(client):
    order = OrderFactory(payment_method="bank_transfer", **GUEST)
    assert "Please transfer £20.00" in page_of(client, order)

    pay(order, "5.00")

    assert "Please transfer £15.00" in page_of(client, order)


def test_who_paid_in_full_is_told_so(client):
    page = page_of(client, paid_order(**GUEST))

    assert "Nothing left to pay" in page
    assert "Still to pay" not in page


def test_who_paid_too_much_knows_by_when_it_comes_back(client):
    page = page_of(client, pay(paid_order(**GUEST), "3.00"))

    assert "We owe you" in page
    assert "Your refund should reach you by Fri 27 Nov 2026." in page


def test_a_promise_that_passed_is_not_repeated(client):
    order = pay(paid_order(**GUEST), "3.00")

    with time_machine.travel(datetime(2026, 11, 30, 10, tzinfo=UTC)):
        page = page_of(client, order)

    assert "Your refund should have reached you by now." in page
    assert "should reach you by" not in page


def test_cash_on_delivery_is_named_until_it_is_paid(client):
    order = OrderFactory(payment_method="cash_on_delivery", **GUEST)
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)
    sentence = "£20.00 is still to pay. Pay the courier who hands you the parcel."
    assert sentence in page_of(client, order)

    deliver_order(order_id=order.pk)

    assert "still to pay" not in page_of(client, order)


def test_an_invoice_is_to_pay_by_a_day_once_the_parcel_came(client, settings):
    settings.BANK_DETAILS = "Kontor, account 0815"
    order = unpaid_delivered_order(**GUEST)

    assert (
        "£20.00 is still to pay, by Fri 4 Dec 2026. Please transfer it to Kontor, "
        f"account 0815 and give {order.number} as the reference."
    ) in page_of(client, order)


def test_without_bank_details_an_invoice_names_day_and_reference(client, settings):
    settings.BANK_DETAILS = ""
    order = unpaid_delivered_order(**GUEST)

    assert (
        "£20.00 is still to pay, by Fri 4 Dec 2026. "
        f"Give {order.number} as the reference."
    ) in page_of(client, order)


def test_an_invoice_that_is_on_its_way_is_paid_when_it_came(client):
    order = OrderFactory(**GUEST)
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)

    sentence = "£20.00 is still to pay. Pay within 14 days of receiving your order."
    assert sentence in page_of(client, order)

"""Sending something back, as shoppers do it on the order's page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import Return
from orders.services import (
    approve_return,
    mark_refund_paid,
    receive_return,
    refuse_return,
)
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.orders.making import (
    delivered_order,
    refund,
    unpaid_delivered_order,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24


@pytest.fixture
def order(client):
    placed = delivered_order(customer=UserFactory())
    client.force_login(placed.customer)
    return placed


def ask(client, order, pieces=1, **fields):
    line = order.lines.get()
    fields = {"key": "once", "reason": "unwanted", f"line-{line.pk}": pieces, **fields}
    return client.post(f"/orders/{order.number}/return/", fields)


def page_of(client, order):
    return client.get(f"/orders/{order.number}/").content.decode()


def test_the_order_page_leads_to_the_form(client, order):
    assert f"/orders/{order.number}/return/" in page_of(client, order)

    form = client.get(f"/orders/{order.number}/return/")

    assert form.status_code == 200
    assert "up to 2 pieces" in form.content.decode()


def test_a_request_leads_back_and_says_what_happens_next(client, order):
    response = ask(client, order)

    row = Return.objects.get()
    assert (response.status_code, row.lines.get().quantity) == (302, 1)
    page = page_of(client, order)
    assert f"Return {row.number}" in page
    assert "Next: we check your request and answer it by" in page


def test_a_double_click_is_one_request(client, order):
    first, second = ask(client, order, pieces=2), ask(client, order, pieces=2)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Return.objects.count() == 1


def test_after_the_time_to_ask_nothing_is_taken_back(client, order, settings):
    settings.RETURN_DAYS = -1

    response = ask(client, order)

    assert response.status_code == 409
    assert "The time to send something back ended" in response.content.decode()
    assert not Return.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pieces": 0}, "Choose what you would like to send back."),
        ({"pieces": 3}, "At most 2 can be sent back."),
        ({"pieces": "one"}, "Enter the number of pieces as a whole number."),
        ({"reason": ""}, "Choose a reason."),
    ],
)
def test_a_form_with_an_error_changes_nothing(client, order, fields, sentence):
    response = ask(client, order, **fields)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Return.objects.exists()


def test_an_answer_stands_on_the_page(client, order, settings):
    settings.RETURN_ADDRESS = ["Kontor"]
    ask(client, order)

    approve_return(return_id=Return.objects.get().pk, answer="Gladly.")

    page = page_of(client, order)
    assert "“Gladly.”" in page
    assert "Next: send the pieces to us by" in page


def test_an_approved_return_names_the_address_until_it_is_here(client, order, settings):
    settings.RETURN_ADDRESS = ["Kontor", "1 High <Street>"]
    address = "Kontor<br>1 High &lt;Street&gt;"
    ask(client, order)
    assert address not in page_of(client, order)

    row = approve_return(return_id=Return.objects.get().pk, answer="Gladly.")
    assert address in page_of(client, order)

    receive_return(return_id=row.pk)
    assert address not in page_of(client, order)


def test_a_refusal_stands_on_the_page(client, order):
    ask(client, order)

    refuse_return(return_id=Return.objects.get().pk, answer="They were worn.")

    page = page_of(client, order)
    assert "“They were worn.”" in page
    assert "You keep these pieces." in page


def test_a_refund_stands_on_the_page(client, order):
    refund(order, pieces={order.lines.get().pk: 1})

    page = page_of(client, order)

    assert "To be refunded" in page
    assert "Your refund should reach you by" in page


def test_an_order_that_was_not_sent_has_nothing_to_return(client):
    order = OrderFactory()
    client.force_login(order.customer)

    response = client.get(f"/orders/{order.number}/return/", follow=True)

    assert "/return/" not in page_of(client, order)
    assert "There is nothing in this order" in response.content.decode()


def test_a_guest_with_the_key_may_ask():
    order = delivered_order(customer=None, email="guest@shop.example")
    line = order.lines.get()
    fields = {"key": "k", "reason": "damaged", f"line-{line.pk}": 2}
    address = f"/orders/{order.number}/return/"

    without = Client().post(address, fields)
    response = Client().post(f"{address}?key={order.guest_key}", fields)

    assert without.status_code == 404
    assert response["Location"] == f"/orders/{order.number}/"
    assert Return.objects.get().reason == "damaged"


@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_cost_the_same_with_many_lines(client, count):
    goods = {ProductFactory().pk: 2 for _ in range(count)}
    order = delivered_order(lines=goods)
    client.force_login(order.customer)
    for line in order.lines.all():
        fields = {"key": str(line.pk), "reason": "other", f"line-{line.pk}": 1}
        client.post(f"/orders/{order.number}/return/", fields)
        refund(order, pieces={line.pk: 1})

    for address in (f"/orders/{order.number}/", f"/orders/{order.number}/return/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= MOST_QUERIES


def test_once_it_is_refunded_nothing_is_promised_any_more(client, order):
    ask(client, order)
    row = approve_return(return_id=Return.objects.get().pk, answer="Please send it.")
    receive_return(return_id=row.pk)
    assert "Next: we check it and refund you by" in page_of(client, order)

    granted = refund(order, pieces={order.lines.get().pk: 1}, returned=row)
    assert "Next: your refund should reach you by" in page_of(client, order)

    mark_refund_paid(refund_id=granted.pk)
    page = page_of(client, order)
    assert "It is back with us. We refunded it." in page
    assert "should reach you by" not in page


def test_where_nothing_was_paid_no_refund_is_promised_or_claimed(client):
    order = unpaid_delivered_order(customer=UserFactory())
    client.force_login(order.customer)
    ask(client, order)
    row = approve_return(return_id=Return.objects.get().pk, answer="Please send it.")
    receive_return(return_id=row.pk)
    assert "Next: we check it and lower your bill by" in page_of(client, order)

    refund(order, pieces={order.lines.get().pk: 1}, returned=row, method="credit")

    page = page_of(client, order)
    assert "We took it off your bill." in page
    assert "We refunded it." not in page

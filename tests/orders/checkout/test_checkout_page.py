"""The checkout: one page, one order however often it is sent."""

from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders.models import BasketLine, CheckoutKey, Order, checkout
from shop.models import Product
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_guest_buys_from_basket_to_order_page(shopper, mug):
    shopper.add(mug, 2)

    response = shopper.order()

    order = Order.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/orders/{order.number}/"
    assert (order.customer, order.email) == (None, "guest@shop.example")
    assert (order.subtotal, order.total) == (Decimal("36.00"), Decimal("39.95"))
    assert (order.line1, order.country) == ("1 Long Lane", "GB")
    page = shopper.client.get(response["Location"]).content.decode()
    assert f"Order {order.number}" in page
    assert "Thank you. We have your order" in page
    assert "1 Long Lane" in page


def test_looking_at_the_checkout_writes_nothing(shopper, mug):
    shopper.add(mug)

    with CaptureQueriesContext(connection) as queries:
        shopper.client.get("/checkout/")

    statements = [query["sql"].split()[0] for query in queries]
    assert set(statements) == {"SELECT"}


def test_the_order_empties_the_basket_and_takes_the_stock(shopper, mug):
    shopper.add(mug, 2)

    shopper.order()

    assert not BasketLine.objects.exists()
    assert Product.objects.get().stock_quantity == 8


def test_a_customer_orders_with_the_account_s_address(shopper, mug):
    customer = UserFactory()
    shopper.client.force_login(customer)
    shopper.add(mug)

    response = shopper.order(email="")

    order = Order.objects.get()
    assert (order.customer, order.email) == (customer, customer.email)
    assert response["Location"] == f"/orders/{order.number}/"


def test_ten_identical_posts_are_one_order(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()

    answers = {shopper.send(form)["Location"] for _ in range(10)}

    assert len(answers) == 1
    assert Order.objects.count() == 1


def test_a_known_key_with_another_body_is_refused(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    shopper.send(form)
    shopper.add(mug)

    response = shopper.send(form | {"city": "Leeds"})

    assert response.status_code == 422
    assert "already been used for another order" in response.content.decode()
    assert form["idempotency_key"] not in response.content.decode()
    assert Order.objects.count() == 1


def test_the_key_may_come_as_a_header(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in(idempotency_key="")

    for _ in range(2):
        response = shopper.send(form, HTTP_IDEMPOTENCY_KEY="abc")

    assert response.status_code == 302
    assert CheckoutKey.objects.get().key == "abc"


def test_the_same_key_of_another_guest_is_another_order(shopper, mug):
    shopper.add(mug)
    shopper.order(idempotency_key="abc")
    other = type(shopper)(Client())
    other.add(mug)

    other.order(idempotency_key="abc")

    assert Order.objects.count() == 2


def test_a_changed_price_is_refused_and_said(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    Product.objects.update(price=Decimal("19.00"))

    response = shopper.send(form)

    assert response.status_code == 409
    assert "Retry-After" not in response
    page = response.content.decode()
    assert "“Mug” now costs £19.00 instead of £18.00." in page
    assert "Nothing has been ordered yet. Check the order, then place it." in page
    assert not Order.objects.exists()


def test_the_page_of_a_refusal_can_be_sent_again(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    Product.objects.update(price=Decimal("19.00"))
    shopper.send(form)

    response = shopper.order()

    assert response.status_code == 302
    assert Order.objects.get().total == Decimal("22.95")


def test_too_little_stock_is_refused_and_said(shopper, mug):
    shopper.add(mug, 5)
    form = shopper.fill_in()
    Product.objects.update(stock_quantity=2)

    response = shopper.send(form)

    assert response.status_code == 409
    assert "Only 2 of “Mug” are left" in response.content.decode()
    assert not Order.objects.exists()


def test_another_tab_that_changed_the_basket_is_noticed(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    shopper.add(mug)

    response = shopper.send(form)

    assert response.status_code == 409
    assert (
        "Your basket or a price has changed since you saw this page."
        in response.content.decode()
    )
    assert not Order.objects.exists()


def test_an_empty_basket_leads_back_to_the_basket(client, db):
    for response in (client.get("/checkout/"), client.post("/checkout/", {})):
        assert (response.status_code, response["Location"]) == (302, "/basket/")


def test_what_sold_out_meanwhile_leads_back_to_the_basket_and_is_said(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    Product.objects.update(stock_quantity=0)

    response = shopper.send(form)

    assert (response.status_code, response["Location"]) == (302, "/basket/")
    assert "“Mug” is sold out" in shopper.client.get("/basket/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Enter your e-mail address."),
        ("email", "nobody", "Enter an e-mail address such as"),
        ("full_name", "", "Enter your name."),
        ("line1", "", "Enter the street and number."),
        ("postcode", " ", "Enter the postcode."),
        ("city", "", "Enter the town or city."),
        ("country", "", "Choose the country."),
        ("country", "XX", "Choose a country from the list."),
        ("country", "US", "Enter the state, such as Alabama."),
        ("postcode", "NONSENSE 99999", "is not a postcode in the country you chose"),
        ("shipping_method", "drone", "Choose a delivery method."),
        ("payment_method", "shells", "Choose a payment method."),
        ("accept_terms", "", "Accept the terms to place the order."),
        ("idempotency_key", "", "Load this page again, then send it."),
        ("idempotency_key", "k" * 201, "at most 200 characters"),
        ("full_name", "n" * 151, "at most 150 characters"),
        ("full_name", "\u200b\u2060\u202e", "Enter your name."),
    ],
)
def test_a_form_with_errors_is_refused_with_a_sentence(
    shopper, mug, field, value, sentence
):
    shopper.add(mug)

    response = shopper.order(**{field: value})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("country", "city", "line1"),
    [("HK", "Central", "1 Queen's Road"), ("AE", "Dubai", "PO Box 1")],
)
def test_a_country_without_postcodes_is_asked_for_none(
    shopper, mug, country, city, line1
):
    shopper.add(mug)

    response = shopper.order(country=country, city=city, line1=line1, postcode="")

    assert response.status_code == 302
    order = Order.objects.get()
    assert (order.city, order.postcode, order.country) == (city, "", country)


def test_the_state_stands_on_the_label_of_the_order(shopper, mug):
    shopper.add(mug)

    shopper.order(country="US", city="Springfield", state="IL", postcode="62701")

    label = ["A Guest", "1 Long Lane", "Springfield, IL 62701", "United States"]
    assert Order.objects.get().label_rows() == label


def test_a_key_of_a_form_without_the_state_still_leads_to_its_order(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    first = shopper.send(form)["Location"]

    again = shopper.send(form | {"state": ""})

    assert (again.status_code, again["Location"]) == (302, first)
    assert Order.objects.count() == 1


def test_who_collects_needs_no_address(shopper, mug):
    shopper.add(mug)

    response = shopper.order(
        shipping_method="pickup", line1="", city="", postcode="", country=""
    )

    assert response.status_code == 302
    assert Order.objects.get().total == Decimal("18.00")


def test_delivery_is_free_from_fifty_pounds_on(shopper):
    shopper.add(ProductFactory(price=Decimal("25.00")), 2)

    shopper.order()

    assert Order.objects.get().shipping_total == Decimal("0.00")


def test_the_page_shows_the_total_of_every_way_to_deliver(shopper, mug):
    shopper.add(mug)

    page = shopper.client.get("/checkout/").content.decode()

    for total in ("£21.95", "£25.95", "£18.00"):
        assert f"Place order · {total}" in page


def test_a_key_in_flight_answers_409_with_retry_after(shopper, mug, monkeypatch):
    shopper.add(mug)
    form = shopper.fill_in()

    def wait_too_long(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(checkout, "insert_once", wait_too_long)
    response = shopper.send(form)

    assert (response.status_code, response["Retry-After"]) == (409, "2")
    assert not Order.objects.exists()

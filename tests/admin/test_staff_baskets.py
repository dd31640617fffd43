"""Making an order for a customer, in the back office."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Address
from orders.models import Order, StaffBasket
from shop.models import Product
from tests.admin.conftest import sentences
from tests.factories import ProductFactory, UserFactory
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "admin:orders_staffbasket_add"


@pytest.fixture
def support(as_role):
    return as_role("support")


@pytest.fixture
def pen():
    return ProductFactory(
        name="Pen", sku="PEN-1", price=Decimal("10.00"), stock_quantity=5
    )


@pytest.fixture
def basket(support, pen):
    """Return a basket for Ada with two pens in it."""
    ada = UserFactory(email="ada@mail.example", first_name="Ada", last_name="Byron")
    Address.objects.create(
        user=ada, line1="1 Quay", city="Poole", postcode="BH15 1AA", country="GB"
    )
    support.post(reverse(NEW), {"customer": "ada@mail.example"})
    row = StaffBasket.objects.get()
    support.post(page("put", row), {"product": pen.pk, "quantity": 2})
    return row


def page(name, row):
    return reverse(f"admin:orders_staffbasket_{name}", args=[row.pk])


def details(client, row, **changes):
    """Return the form as the page shows it, with the total of the page."""
    answer = client.get(page("change", row))
    form = answer.context["form"].initial
    return form | {"total": hidden_fields(answer).get("total", "")} | changes


@pytest.mark.parametrize("name", ["order", "staffbasket"])
def test_a_new_order_begins_in_the_head_of_the_list(support, name):
    shown = support.get(reverse(f"admin:orders_{name}_changelist")).content.decode()

    assert f'href="{reverse(NEW)}">New order</a>' in shown


def test_who_may_not_place_orders_is_not_led_there(as_role):
    shown = as_role("accounting").get(reverse("admin:orders_order_changelist"))

    assert shown.status_code == 200
    assert "New order" not in shown.content.decode()


def test_an_order_is_made_with_the_prices_on_the_page(support, basket):
    support.post(page("place", basket), details(support, basket))
    shown = support.get(page("change", basket)).content.decode()
    assert "Place order · £23.95" in shown

    form = details(support, basket, place="1")
    answer = support.post(page("place", basket), form, follow=True)
    again = support.post(page("place", basket), form, follow=True)

    order = Order.objects.get()
    assert (order.source, order.total) == ("staff", Decimal("23.95"))
    assert f"Order {order.number} is placed" in sentences(answer)
    assert f"been placed as order {order.number}" in sentences(again)


def test_an_order_larger_than_a_total_can_be_is_refused_in_words(support, basket):
    most = {"price": Decimal("9999999.9999"), "stock_quantity": 10_000}
    for product in (ProductFactory(**most) for _ in range(11)):
        support.post(page("put", basket), {"product": product.pk, "quantity": 10_000})
    support.post(page("place", basket), details(support, basket))

    form = details(support, basket, place="1")
    answer = support.post(page("place", basket), form, follow=True)

    assert "This order is larger than we can take" in sentences(answer)
    assert not Order.objects.exists()


def test_another_total_than_the_one_on_the_page_is_not_charged(support, basket, pen):
    support.post(page("place", basket), details(support, basket))
    form = details(support, basket, place="1")
    Product.objects.filter(pk=pen.pk).update(price=Decimal("12.00"))

    answer = support.post(page("place", basket), form, follow=True)

    assert "Prices have changed since you saw this basket" in sentences(answer)
    assert not Order.objects.exists()


def test_another_delivery_than_the_one_on_the_page_is_not_charged(support, basket):
    support.post(page("place", basket), details(support, basket))
    form = details(support, basket, place="1", shipping_method="express")

    support.post(page("place", basket), form)

    assert not Order.objects.exists()
    assert "£27.95" in support.get(page("change", basket)).content.decode()


def test_a_parcel_to_a_country_without_postcodes_needs_none(support, basket):
    there = {"country": "AE", "city": "Dubai", "postcode": ""}

    answer = support.post(page("place", basket), details(support, basket, **there))

    assert answer.status_code == 302
    basket.refresh_from_db()
    assert (basket.country, basket.city, basket.postcode) == ("AE", "Dubai", "")


def test_a_postcode_that_is_none_is_refused_to_staff(support, basket):
    form = details(support, basket, place="1", postcode="NONSENSE 99999")

    answer = support.post(page("place", basket), form)

    assert answer.status_code == 422
    assert "is not a postcode in the country you chose" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_parcel_needs_an_address(support, basket):
    form = details(support, basket, place="1", line1="")

    answer = support.post(page("place", basket), form)

    assert answer.status_code == 422
    assert "Enter the street" in answer.content.decode()
    assert not Order.objects.exists()


def test_more_than_is_in_stock_does_not_go_in(support, basket, pen):
    wanted = {"product": pen.pk, "quantity": 50}

    answer = support.post(page("put", basket), wanted, follow=True)

    assert "Only 5 of “Pen” are in stock" in sentences(answer)
    assert basket.basket.lines.get().quantity == 5


@pytest.mark.parametrize("quantity", ["", "-1", "1.5", "many", "10001"])
def test_a_quantity_that_is_none_is_a_sentence(support, basket, pen, quantity):
    wanted = {"product": pen.pk, "quantity": quantity}

    answer = support.post(page("put", basket), wanted, follow=True)

    assert sentences(answer)
    assert basket.basket.lines.get().quantity == 2


def test_a_product_that_is_none_is_a_sentence(support, basket):
    wanted = {"product": "pen", "quantity": 1}

    answer = support.post(page("put", basket), wanted, follow=True)

    assert sentences(answer) == "Choose a product from the list."


def test_products_are_found_by_sku_and_by_name(support, basket, pen):
    for words in ("pen-1", "pe"):
        answer = support.get(page("change", basket), {"q": words})
        assert [product.pk for product in answer.context["products"]] == [pen.pk]
    answer = support.get(page("change", basket), {"q": "lamp"})
    assert "No product on sale has this name" in answer.content.decode()


def test_an_unknown_customer_begins_nothing(support):
    answer = support.post(reverse(NEW), {"customer": "nobody@mail.example"})

    assert "No account has this e-mail address" in answer.content.decode()
    assert not StaffBasket.objects.exists()


def test_a_basket_is_thrown_away(support, basket):
    support.post(page("discard", basket))

    assert not StaffBasket.objects.exists()
    assert support.get(page("change", basket)).status_code == 302


def test_who_may_not_place_orders_begins_none(as_role):
    answer = as_role("catalogue").post(reverse(NEW), {"customer": ""})

    assert answer.status_code == 403
    assert not StaffBasket.objects.exists()


def test_the_page_costs_the_same_for_1_and_20_lines(
    support, basket, django_assert_max_num_queries
):
    for _ in range(19):
        wanted = {"product": ProductFactory().pk, "quantity": 1}
        support.post(page("put", basket), wanted)

    with django_assert_max_num_queries(12):
        support.get(page("change", basket))

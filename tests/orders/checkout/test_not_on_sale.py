"""What is not on sale goes into no basket and no order, and is named rightly."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from time_machine import travel

from orders.checkout.baskets import add_to_basket
from orders.checkout.shown import show_basket
from orders.models import BasketLine, Order
from orders.services import begin_staff_basket, put_in_staff_basket
from shop.errors import OutOfStock
from shop.models import Product
from shop.services.stock import guarded_take
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(hours=1)
CASES = {
    "draft": "“Jug” is not sold yet.",
    "future": "“Jug” is not sold yet.",
    "archived": "“Jug” is no longer sold.",
    "deleted": "“Jug” is no longer sold.",
    "sold out": "“Jug” is out of stock (you wanted 2).",
    "one left": "Only 1 of “Jug” is left (you wanted 2).",
}


def jug(state):
    """Return a product that cannot be bought twice, for this reason."""
    product = ProductFactory(name="Jug", slug="jug", stock_quantity=5)
    fields = {
        "draft": {"status": "draft"},
        "future": {"published_at": timezone.now() + SOON},
        "archived": {"status": "archived"},
        "deleted": {"deleted_at": timezone.now()},
        "sold out": {"stock_quantity": 0},
        "one left": {"stock_quantity": 1},
    }
    Product.all_objects.filter(pk=product.pk).update(**fields[state])
    return Product.all_objects.get(pk=product.pk)


def left(product):
    return Product.all_objects.values_list("stock_quantity", flat=True).get(
        pk=product.pk
    )


@pytest.mark.parametrize("state", CASES)
def test_an_order_of_it_is_refused_and_says_why(state):
    product = jug(state)
    before = left(product)

    with pytest.raises(OutOfStock) as refused:
        OrderFactory(lines={product.pk: 2})

    assert str(refused.value) == CASES[state]
    assert (Order.objects.count(), left(product)) == (0, before)


def test_what_was_never_there_is_no_longer_sold():
    with pytest.raises(OutOfStock, match="A product in your basket is no longer sold"):
        OrderFactory(lines={uuid4(): 1})


@pytest.mark.parametrize("state", ["draft", "future", "archived", "deleted"])
def test_its_stock_cannot_be_taken(state):
    product = jug(state)

    assert guarded_take(product.pk, 1) is None
    assert left(product) == 5


def test_it_is_sold_from_the_moment_of_its_publication_on():
    product = jug("future")
    # Composes the statements before the time has come: they have to ask anew.
    with pytest.raises(OutOfStock):
        OrderFactory(lines={product.pk: 2})

    with travel(timezone.now() + 2 * SOON):
        order = OrderFactory(lines={product.pk: 2})

    assert (order.status, left(product)) == ("pending", 3)


@pytest.mark.parametrize("state", ["draft", "future", "archived", "deleted"])
def test_a_basket_does_not_take_it(client, state):
    product = jug(state)

    response = client.post("/basket/add/", {"product": "jug", "quantity": 1})

    assert response.status_code == 404
    with pytest.raises(OutOfStock) as refused:
        add_to_basket(customer=None, basket_id=None, product_id=product.pk, quantity=1)
    assert str(refused.value) == CASES[state]
    assert not BasketLine.objects.exists()


@pytest.mark.parametrize("state", ["draft", "future", "archived"])
def test_staff_who_put_it_into_an_order_are_told_why_not(state):
    basket = begin_staff_basket(customer=None)

    with pytest.raises(OutOfStock) as refused:
        put_in_staff_basket(
            staff_basket_id=basket.pk, product_id=jug(state).pk, quantity=1
        )

    assert str(refused.value) == CASES[state]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "archived"}, "We no longer sell “Jug”."),
        ({"status": "draft"}, "“Jug” is not on sale at the moment."),
        (
            {"published_at": timezone.now() + 99 * SOON},
            "“Jug” is not on sale at the moment.",
        ),
    ],
)
def test_a_basket_says_why_it_left(fields, sentence):
    product = ProductFactory(name="Jug")
    line = add_to_basket(
        customer=None, basket_id=None, product_id=product.pk, quantity=1
    )
    Product.objects.filter(pk=product.pk).update(**fields)

    shown = show_basket(line.basket_id)

    assert shown.gone == [f"{sentence} We removed it from your basket."]

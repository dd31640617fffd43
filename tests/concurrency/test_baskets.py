"""No piece is lost that is added while another one is."""

from functools import partial

import pytest

from orders.checkout.baskets import add_to_basket, merge_baskets
from orders.models import Basket, BasketLine
from tests.concurrency.racing import race
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_parallel_adds_to_a_new_basket_all_count(rivals):
    pen, customer = ProductFactory(stock_quantity=100), UserFactory()
    add = partial(add_to_basket, customer=customer, basket_id=None)

    race(*[partial(add, product_id=pen.pk, quantity=2)] * rivals)

    line = BasketLine.objects.get(basket=Basket.objects.get(customer=customer))
    assert (line.product, line.quantity) == (pen, 2 * rivals)


def test_parallel_adds_of_a_guest_all_count(rivals):
    shelf, basket = [ProductFactory(), ProductFactory()], Basket.objects.create()
    add = partial(add_to_basket, customer=None, basket_id=basket.pk, quantity=1)

    race(*[partial(add, product_id=product.pk) for product in shelf] * (rivals // 2))

    lines = basket.lines.values_list("product", "quantity")
    assert sorted(lines) == [(product.pk, rivals // 2) for product in shelf]


def test_a_guest_s_basket_is_merged_once():
    pen, customer = ProductFactory(stock_quantity=100), UserFactory()
    guest = Basket.objects.create()
    add_to_basket(customer=None, basket_id=guest.pk, product_id=pen.pk, quantity=3)

    merge = partial(merge_baskets, guest_basket_id=guest.pk, customer=customer)
    race(*[merge] * 4)

    line = BasketLine.objects.get()
    assert (line.basket.customer, line.quantity) == (customer, 3)

"""Baskets: never more pieces than can be had, and nobody's but one's own."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from orders.checkout.baskets import (
    add_to_basket,
    keep_up_to_date,
    merge_baskets,
    set_quantity,
)
from orders.models import Basket, BasketLine
from orders.models.baskets import MAX_QUANTITY
from shop.errors import OutOfStock
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=1)


@pytest.fixture
def pen():
    return ProductFactory(name="Pen", stock_quantity=10, price=Decimal("2.50"))


@pytest.fixture
def ink():
    return ProductFactory(name="Ink", stock_quantity=10, price=Decimal("4.00"))


@pytest.fixture
def ada():
    return UserFactory(username="ada")


def basket_of(customer=None, **lines):
    basket = Basket.objects.create(customer=customer)
    fill(basket, lines.values())
    return basket


def fill(basket, lines):
    for product, quantity, price in lines:
        BasketLine.objects.create(
            basket=basket,
            product=product,
            quantity=quantity,
            shown_unit_price=Decimal(price),
        )


def contents(basket):
    rows = basket.lines.order_by("created_at", "pk")
    return list(rows.values_list("product__name", "quantity", "shown_unit_price"))


def add(product_id, quantity, customer=None, basket=None):
    return add_to_basket(
        customer=customer,
        basket_id=basket and basket.pk,
        product_id=product_id,
        quantity=quantity,
    )


def change(product_id, quantity, customer=None, basket=None):
    return set_quantity(
        customer=customer,
        basket_id=basket and basket.pk,
        product_id=product_id,
        quantity=quantity,
    )


def test_a_guest_without_a_basket_gets_one(pen):
    line = add(pen.pk, 2)

    assert Basket.objects.get() == line.basket
    assert line.basket.customer is None
    assert contents(line.basket) == [("Pen", 2, Decimal("2.50"))]


def test_a_customer_s_first_piece_is_in_their_own_basket(pen, ada):
    basket_of(UserFactory())

    line = add(pen.pk, 2, customer=ada)

    assert line.basket.customer == ada
    assert contents(Basket.objects.get(customer=ada)) == [("Pen", 2, Decimal("2.50"))]


def test_a_customer_s_pieces_do_not_go_to_the_guest_s_basket_in_the_browser(pen, ada):
    guest, hers = basket_of(), basket_of(ada)

    line = add(pen.pk, 2, customer=ada, basket=guest)

    assert line.basket == hers
    assert contents(guest) == []


def test_pieces_of_the_same_product_add_up(pen, ink):
    basket = basket_of(one=(ink, 1, "4.00"), two=(pen, 2, "2.00"))

    add(pen.pk, 3, basket=basket)

    assert contents(basket) == [("Ink", 1, Decimal(4)), ("Pen", 5, Decimal("2.50"))]


def test_no_more_is_added_than_is_in_stock(pen):
    assert add(pen.pk, 11).quantity == 10


def test_no_more_is_added_than_a_basket_takes():
    bolt = ProductFactory(stock_quantity=MAX_QUANTITY + 5)

    assert add(bolt.pk, MAX_QUANTITY + 1).quantity == MAX_QUANTITY


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"stock_quantity": 0}])
def test_what_cannot_be_had_is_not_added(fields):
    product = ProductFactory(**fields)
    basket = basket_of()

    with pytest.raises(OutOfStock) as refusal:
        add(product.pk, 2, basket=basket)

    (shortage,) = refusal.value.missing
    assert (shortage.product, shortage.product_id) == (product, product.pk)
    assert (shortage.wanted, shortage.available) == (2, 0)
    assert contents(basket) == []


def test_a_product_that_there_is_not_is_not_added():
    basket = basket_of()

    with pytest.raises(OutOfStock) as refusal:
        add(NOBODY, 1, basket=basket)

    assert refusal.value.missing[0].product is None
    assert contents(basket) == []


def test_adding_says_when_the_basket_was_last_used(pen):
    basket = basket_of()
    long_ago = timezone.now().replace(year=2020)
    Basket.objects.filter(pk=basket.pk).update(updated_at=long_ago)

    add(pen.pk, 1, basket=basket)

    basket.refresh_from_db()
    assert basket.updated_at.year > 2020


def test_a_guest_s_basket_is_not_opened_by_the_key_of_a_customer_s(pen, ada):
    hers = basket_of(ada, one=(pen, 2, "2.50"))

    line = add(pen.pk, 1, basket=hers)

    assert line.basket != hers
    assert change(pen.pk, 0, basket=hers) is None
    assert contents(hers) == [("Pen", 2, Decimal("2.50"))]


def test_a_quantity_is_set_to_what_is_in_stock_at_most(pen):
    basket = basket_of(one=(pen, 2, "2.00"))

    assert change(pen.pk, 4, basket=basket).quantity == 4
    assert change(pen.pk, 1, basket=basket).quantity == 1
    assert change(pen.pk, 12, basket=basket).quantity == 10
    assert contents(basket) == [("Pen", 10, Decimal("2.50"))]


def test_a_customer_sets_a_quantity_in_their_own_basket(pen, ada):
    guest = basket_of(one=(pen, 2, "2.50"))
    hers = basket_of(ada, one=(pen, 2, "2.50"))

    assert change(pen.pk, 4, customer=ada, basket=guest).quantity == 4
    assert contents(hers) == [("Pen", 4, Decimal("2.50"))]
    assert contents(guest) == [("Pen", 2, Decimal("2.50"))]


def test_a_quantity_of_nothing_takes_the_line_out_and_no_other(pen, ink):
    basket = basket_of(one=(ink, 1, "4.00"), two=(pen, 2, "2.50"))

    assert change(pen.pk, 0, basket=basket) is None
    assert contents(basket) == [("Ink", 1, Decimal(4))]


def test_a_line_that_is_not_there_is_not_made_by_setting_it(pen, ada):
    basket = basket_of(ada)

    assert change(pen.pk, 3, customer=ada) is None
    assert contents(basket) == []


def test_a_basket_that_is_not_there_is_not_made_by_setting_a_line(pen, ada):
    assert change(pen.pk, 3, customer=ada) is None
    assert change(pen.pk, 3) is None
    assert not Basket.objects.exists()


def test_a_guest_s_pieces_come_to_the_customer_s_and_add_up(pen, ink, ada):
    hers = basket_of(ada, one=(pen, 2, "2.00"))
    guest = basket_of(one=(pen, 3, "2.25"), two=(ink, 1, "4.00"))

    assert merge_baskets(guest_basket_id=guest.pk, customer=ada) == 1

    assert contents(hers) == [("Pen", 5, Decimal("2.25")), ("Ink", 1, Decimal(4))]
    assert not Basket.objects.filter(pk=guest.pk).exists()


def test_merged_pieces_are_no_more_than_a_basket_takes(pen, ada):
    hers = basket_of(ada, one=(pen, MAX_QUANTITY - 1, "2.50"))
    guest = basket_of(one=(pen, 2, "2.50"))

    merge_baskets(guest_basket_id=guest.pk, customer=ada)

    assert contents(hers) == [("Pen", MAX_QUANTITY, Decimal("2.50"))]


def test_a_guest_s_basket_becomes_that_of_a_customer_without_one(pen, ada):
    guest = basket_of(one=(pen, 3, "2.25"))

    assert merge_baskets(guest_basket_id=guest.pk, customer=ada) == 0

    hers = Basket.objects.get(customer=ada)
    assert contents(hers) == [("Pen", 3, Decimal("2.25"))]


def test_without_a_guest_s_basket_nothing_is_merged(pen, ada):
    hers = basket_of(ada, one=(pen, 2, "2.50"))

    assert merge_baskets(guest_basket_id=NOBODY, customer=ada) == 0
    assert merge_baskets(guest_basket_id=hers.pk, customer=ada) == 0
    assert contents(hers) == [("Pen", 2, Decimal("2.50"))]


def test_what_is_shown_now_is_what_the_basket_remembers(pen, ink):
    basket = basket_of(one=(ink, 5, "3.00"), two=(pen, 2, "2.00"))
    of_ink, of_pen = basket.lines.order_by("created_at", "pk")
    of_ink.quantity, of_ink.shown_unit_price = 4, Decimal("4.00")
    of_pen.quantity = 0

    keep_up_to_date(lines=[of_pen, of_ink])

    assert contents(basket) == [("Ink", 4, Decimal("4.00"))]

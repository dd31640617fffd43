"""Orders that staff place for a customer."""

from decimal import Decimal

import pytest

from accounts.models import Address
from orders.checkout.staff_baskets import DETAILS, AlreadyPlaced
from orders.errors import InvalidOrder, OrderError, OutOfStock, PriceChanged
from orders.models import Basket, BasketLine, Order, StaffBasket
from orders.services import (
    begin_staff_basket,
    describe_staff_basket,
    discard_staff_basket,
    place_staff_basket,
    put_in_staff_basket,
)
from shop.models import Product
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pen():
    return ProductFactory(name="Pen", price=Decimal("10.00"), stock_quantity=5)


@pytest.fixture
def basket(pen):
    """Two pens for Ada, to be collected."""
    ada = UserFactory(email="ada@mail.example", first_name="Ada", last_name="Byron")
    row = begin_staff_basket(customer=ada)
    put_in_staff_basket(staff_basket_id=row.pk, product_id=pen.pk, quantity=2)
    details = {name: getattr(row, name) for name in DETAILS}
    details |= {"shipping_method": "pickup", "payment_method": "invoice"}
    describe_staff_basket(staff_basket_id=row.pk, details=details)
    return row


def place(basket, total="20.00"):
    return place_staff_basket(staff_basket_id=basket.pk, expected_total=Decimal(total))


def test_it_becomes_an_order_of_the_customer(basket, pen):
    order = place(basket)

    assert (order.source, order.status, order.total) == ("staff", "pending", 20)
    assert (order.customer.email, order.full_name) == ("ada@mail.example", "Ada Byron")
    assert (order.shipping_method, order.payment_method) == ("pickup", "invoice")
    pen.refresh_from_db()
    assert pen.stock_quantity == 3


def test_a_second_click_leads_to_the_first_order(basket):
    order = place(basket)

    with pytest.raises(
        AlreadyPlaced, match=f"been placed as order {order.number}"
    ) as refused:
        place(basket)

    assert refused.value.order == order
    assert Order.objects.count() == 1


def test_the_customers_own_basket_stays_as_it_is(basket, pen):
    own = Basket.objects.create(customer=basket.customer)
    BasketLine.objects.create(
        basket=own, product=pen, quantity=1, shown_unit_price=pen.price
    )

    place(basket)

    assert own.lines.get().quantity == 1


def test_a_total_that_was_not_shown_is_not_charged(basket, pen):
    Product.objects.filter(pk=pen.pk).update(price=Decimal("11.00"))

    with pytest.raises(PriceChanged):
        place(basket)

    assert not Order.objects.exists()
    assert basket.basket.lines.get().quantity == 2


def test_stock_is_checked_when_it_is_placed(basket, pen):
    Product.objects.filter(pk=pen.pk).update(stock_quantity=1)

    with pytest.raises(OutOfStock, match="Only 1 of “Pen”"):
        place(basket)

    assert not Order.objects.exists()


def test_no_more_goes_in_than_is_there(basket, pen):
    line = put_in_staff_basket(
        staff_basket_id=basket.pk, product_id=pen.pk, quantity=50
    )

    assert line.quantity == 5


def test_an_empty_basket_is_no_order(basket, pen):
    put_in_staff_basket(staff_basket_id=basket.pk, product_id=pen.pk, quantity=0)

    with pytest.raises(InvalidOrder, match="The basket is empty"):
        place(basket, "0.00")


def test_what_is_known_of_the_customer_is_filled_in():
    ada = UserFactory(email="ada@mail.example")
    Address.objects.create(user=ada, full_name="Ada B.", line1="1 Quay", city="Poole")

    row = begin_staff_basket(customer=ada)

    assert (row.email, row.full_name) == ("ada@mail.example", "Ada B.")
    assert (row.line1, row.city) == ("1 Quay", "Poole")


def test_a_guest_without_an_address_can_be_served(pen):
    row = begin_staff_basket(customer=None)
    put_in_staff_basket(staff_basket_id=row.pk, product_id=pen.pk, quantity=1)

    order = place(row, "10.00")

    assert (order.customer, order.email, order.mails.count()) == (None, "", 0)


def test_a_basket_is_thrown_away(basket):
    discard_staff_basket(staff_basket_id=basket.pk)

    assert not StaffBasket.objects.exists()
    assert not BasketLine.objects.exists()
    with pytest.raises(OrderError, match="Somebody has deleted this basket"):
        place(basket)


def test_a_placed_basket_is_not_thrown_away(basket):
    place(basket)

    with pytest.raises(AlreadyPlaced):
        discard_staff_basket(staff_basket_id=basket.pk)

    assert StaffBasket.objects.count() == 1

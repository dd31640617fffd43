"""Placing an order: everything or nothing."""

from decimal import Decimal

import pytest

from orders.errors import InvalidOrder, KeyReused, OutOfStock, PriceChanged
from orders.models import CheckoutKey, Line, Order, StatusChange
from orders.services import place_order
from shop.models import Product, StockMovement
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_order_freezes_names_prices_and_totals():
    pen = ProductFactory(
        sku="PEN", name="Pen", price=Decimal("2.55"), cost=Decimal("1.1")
    )

    order = place_order(customer=UserFactory(), lines={pen.pk: 6}, idempotency_key="k")

    line = order.lines.get()
    assert (line.sku, line.name, line.quantity) == ("PEN", "Pen", 6)
    assert (line.unit_price, line.unit_cost) == (Decimal("2.55"), Decimal("1.1"))
    assert (line.line_total, line.tax_amount) == (Decimal("15.30"), Decimal("2.55"))
    assert (order.subtotal, order.tax_total) == (Decimal("15.30"), Decimal("2.55"))
    assert order.total == Decimal("15.30")


def test_an_order_takes_its_stock_and_books_it():
    pen = ProductFactory(stock_quantity=10)

    order = place_order(customer=UserFactory(), lines={pen.pk: 3}, idempotency_key="k")

    pen.refresh_from_db()
    assert (pen.stock_quantity, pen.sales_count) == (7, 3)
    sale = StockMovement.objects.get(reason="sale")
    assert (sale.delta, sale.balance_after) == (-3, 7)
    assert sale.reference == f"line:{order.lines.get().pk}"


def test_only_what_is_short_is_named_and_not_what_was_taken_before_it():
    pen, ink = ProductFactory(stock_quantity=1), ProductFactory(stock_quantity=1)

    with pytest.raises(OutOfStock) as caught:
        place_order(
            customer=UserFactory(), lines={pen.pk: 1, ink.pk: 2}, idempotency_key="k"
        )

    assert caught.value.shortages == [(ink, 2, 1)]


def test_one_line_out_of_stock_changes_nothing():
    pen, ink = ProductFactory(stock_quantity=5), ProductFactory(stock_quantity=1)
    movements = StockMovement.objects.count()

    with pytest.raises(OutOfStock, match="Only 1 of") as caught:
        place_order(
            customer=UserFactory(), lines={pen.pk: 1, ink.pk: 2}, idempotency_key="k1"
        )

    pen.refresh_from_db()
    assert caught.value.shortages == [(ink, 2, 1)]
    assert (pen.stock_quantity, StockMovement.objects.count()) == (5, movements)
    assert not Order.objects.exists()
    assert not CheckoutKey.objects.exists()


def test_the_same_key_returns_the_first_order():
    pen, customer = ProductFactory(stock_quantity=5), UserFactory()

    first = place_order(customer=customer, lines={pen.pk: 2}, idempotency_key="k")
    second = place_order(customer=customer, lines={pen.pk: 2}, idempotency_key="k")

    assert first.pk == second.pk
    assert Product.objects.get(pk=pen.pk).stock_quantity == 3


def test_the_same_key_with_another_body_is_refused():
    pen, customer = ProductFactory(stock_quantity=5), UserFactory()
    place_order(customer=customer, lines={pen.pk: 2}, idempotency_key="k")

    with pytest.raises(KeyReused):
        place_order(customer=customer, lines={pen.pk: 1}, idempotency_key="k")

    assert (Order.objects.count(), Line.objects.count()) == (1, 1)


def test_another_customer_may_use_the_same_key():
    pen = ProductFactory(stock_quantity=5)

    for customer in (UserFactory(), UserFactory()):
        place_order(customer=customer, lines={pen.pk: 1}, idempotency_key="k")

    assert Order.objects.count() == 2


def test_a_total_that_is_not_the_one_shown_is_refused():
    pen = ProductFactory(price=Decimal("12.00"))

    with pytest.raises(PriceChanged) as caught:
        place_order(
            customer=UserFactory(),
            lines={pen.pk: 1},
            idempotency_key="k",
            expected_total=Decimal("10.00"),
        )

    assert caught.value.quote.total == Decimal("12.00")
    assert not Order.objects.exists()


@pytest.mark.parametrize("key", ["", "k" * 201, "k\0", "\ud800"])
def test_a_key_that_is_none_is_refused(key):
    pen = ProductFactory(stock_quantity=5)

    with pytest.raises(InvalidOrder, match="key of 1 to 200 characters"):
        place_order(customer=UserFactory(), lines={pen.pk: 1}, idempotency_key=key)

    assert not Order.objects.exists()
    assert not CheckoutKey.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "nobody"}, "Enter an e-mail address such as name@example.org."),
        (
            {"email": "a\0@example.org"},
            (
                "The e-mail address contains characters we cannot store. Remove "
                "them and try again."
            ),
        ),
        (
            {"email": f"{'a' * 250}@example.org"},
            "The e-mail address is longer than 254 characters.",
        ),
        ({"country": "XX"}, "Choose a country from the list."),
        ({"country": "GBR"}, "The country is longer than 2 characters."),
        (
            {"full_name": "Ann\0"},
            (
                "The full name contains characters we cannot store. Remove them and "
                "try again."
            ),
        ),
        (
            {"full_name": "\ud800"},
            (
                "The full name contains characters we cannot store. Remove them and "
                "try again."
            ),
        ),
        (
            {"city": 7},
            (
                "The town or city contains characters we cannot store. Remove them "
                "and try again."
            ),
        ),
        ({"postcode": "1" * 21}, "The postcode is longer than 20 characters."),
    ],
)
def test_what_an_order_cannot_keep_is_refused_in_words(fields, words):
    pen = ProductFactory(stock_quantity=5)
    customer, movements = UserFactory(), StockMovement.objects.count()

    with pytest.raises(InvalidOrder) as caught:
        place_order(customer=customer, lines={pen.pk: 1}, idempotency_key="k", **fields)

    assert str(caught.value) == words
    assert Product.objects.get(pk=pen.pk).stock_quantity == 5
    assert StockMovement.objects.count() == movements
    assert not Order.objects.exists()
    assert not CheckoutKey.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1, 10_001, True, 1.5, "2"])
def test_a_quantity_that_is_none_is_refused(quantity):
    pen = ProductFactory()

    with pytest.raises(InvalidOrder, match="quantity"):
        place_order(
            customer=UserFactory(), lines={pen.pk: quantity}, idempotency_key="k"
        )

    assert not Order.objects.exists()


def test_a_draft_is_not_sold():
    draft = ProductFactory(status=Product.Status.DRAFT)

    with pytest.raises(OutOfStock):
        place_order(customer=UserFactory(), lines={draft.pk: 1}, idempotency_key="k")


def test_placing_is_the_first_change_of_status():
    order = place_order(
        customer=UserFactory(), lines={ProductFactory().pk: 1}, idempotency_key="k"
    )

    change = StatusChange.objects.get(order=order)
    assert (change.from_status, change.to_status) == ("", "pending")


def dear(count=11):
    """Return products of which one order can hold more than a total can."""
    most = Decimal("9999999.9999")
    return [ProductFactory(price=most, stock_quantity=10_000) for _ in range(count)]


def test_an_order_larger_than_a_total_can_hold_is_refused_in_a_sentence():
    products = dear()

    with pytest.raises(InvalidOrder, match=r"limit is £999,999,999,999\.99 in"):
        place_order(
            customer=UserFactory(),
            lines={product.pk: 10_000 for product in products},
            idempotency_key="k",
        )

    assert not Order.objects.exists()
    stock = Product.objects.values_list("stock_quantity", flat=True)
    assert set(stock) == {10_000}


def test_the_largest_order_can_be_read_again():
    order = place_order(
        customer=UserFactory(),
        lines={product.pk: 9_999 for product in dear(10)},
        idempotency_key="k",
    )

    assert Order.objects.get(pk=order.pk).total == Decimal("999899999990.00")

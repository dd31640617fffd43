"""An order whose total no column takes: its pages open, and it is refused in words."""

from decimal import Decimal

import pytest

from orders.models import Order
from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

SENTENCE = (
    "This order is larger than we can take: the limit is £999,999,999,999.99 in total."
)


@pytest.fixture
def dear():
    """Return products of which a basket can hold more than a total can."""
    most = Decimal("9999999.9999")
    return [ProductFactory(price=most, stock_quantity=10_000) for _ in range(11)]


def test_a_shopper_is_told_and_keeps_the_basket(shopper, dear):
    for product in dear:
        shopper.add(product, 10_000)
    assert shopper.client.get("/basket/").status_code == 200

    response = shopper.order()

    assert (response.status_code, Order.objects.exists()) == (422, False)
    assert SENTENCE in response.content.decode()
    assert set(Product.objects.values_list("stock_quantity", flat=True)) == {10_000}

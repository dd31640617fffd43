"""The price of one piece is the same on every page, in the mail and on the bill."""

from decimal import Decimal

import pytest

from orders import mails
from orders.models import Mail
from orders.services import place_order
from shop.models import Product
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dear_mug(mug):
    """Return a mug whose price Babel alone would round to an even penny."""
    Product.objects.filter(pk=mug.pk).update(price=Decimal("2.345"))
    mug.refresh_from_db()
    return mug


def ordered(shopper, product, quantity):
    """Return the order, and what its page and its first mail say."""
    user = UserFactory()
    order = place_order(
        customer=user, lines={product.pk: quantity}, idempotency_key="k"
    )
    shopper.client.force_login(user)
    page = shopper.client.get(f"/orders/{order.number}/").content.decode()
    letter = mails.compose(Mail.objects.get(order=order, kind="order_placed"))
    return order, page, letter.html


def test_one_piece_costs_what_every_page_says(shopper, dear_mug):
    shopper.add(dear_mug, 1)
    product_page, basket, checkout = (
        shopper.client.get(path).content.decode()
        for path in (dear_mug.get_absolute_url(), "/basket/", "/checkout/")
    )
    order, page, letter = ordered(shopper, dear_mug, 1)

    assert order.lines.get().line_total == Decimal("2.35")
    assert "£2.35 each" in basket
    for text in (product_page, basket, checkout, page, letter):
        assert "£2.35" in text
        assert "£2.34" not in text


def test_pieces_times_the_price_shown_is_what_they_cost(shopper, dear_mug):
    shopper.add(dear_mug, 2)
    basket = shopper.client.get("/basket/").content.decode()
    order, page, letter = ordered(shopper, dear_mug, 2)

    assert order.lines.get().line_total == Decimal("4.69")
    assert "£2.345 each" in basket
    for text in (page, letter):
        assert "2 × £2.345" in text
        assert "£4.69" in text


def test_a_new_price_is_told_as_far_as_it_changes_anything(shopper, dear_mug):
    shopper.add(dear_mug, 1)
    Product.objects.filter(pk=dear_mug.pk).update(price=Decimal("2.3549"))
    same = shopper.client.get("/basket/").content.decode()
    Product.objects.filter(pk=dear_mug.pk).update(price=Decimal("2.355"))
    other = shopper.client.get("/basket/").content.decode()

    assert "is now" not in same
    assert "“Mug” now costs £2.36 instead of £2.35." in other

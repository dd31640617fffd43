"""When what is sold out comes back: a date that staff enter, or no promise at all."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.errors import StockError
from shop.models import Product, StockMovement
from shop.services import adjust_stock, set_stock
from shop.services.stock import Move, return_stock
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ARRIVAL = date(2026, 12, 12)
SENTENCES = {
    "Sold out.",
    "Sold out. Back around 12 Dec 2026.",
    "Sold out. Back around 1 Dec 2026.",
    "Sold out. Back around 30 Nov 2026.",
    "Not available yet.",
    "Not available yet. Expected around 12 Dec 2026.",
}


def sold_out(**fields):
    """Return a product that had a piece once."""
    mug = ProductFactory(slug="mug", name="Mug", stock_quantity=1, **fields)
    Product.objects.filter(pk=mug.pk).update(stock_quantity=0)
    StockMovement.objects.create(
        product=mug, delta=-1, reason="adjustment", balance_after=0
    )
    mug.refresh_from_db()
    return mug


def never_stocked(**fields):
    return ProductFactory(slug="mug", name="Mug", stock_quantity=0, **fields)


def texts_of(client, path):
    """Return the texts of a page, each as it stands between two tags."""
    page = unescape(client.get(path).content.decode())
    return {text.strip() for text in re.findall(r">([^<>]+)<", page)}


@pytest.mark.parametrize(
    ("make", "expected_back", "sentence"),
    [
        (sold_out, None, "Sold out."),
        (sold_out, ARRIVAL, "Sold out. Back around 12 Dec 2026."),
        (sold_out, NOON.date(), "Sold out. Back around 1 Dec 2026."),
        (sold_out, date(2026, 11, 30), "Sold out."),
        (never_stocked, None, "Not available yet."),
        (never_stocked, ARRIVAL, "Not available yet. Expected around 12 Dec 2026."),
        (never_stocked, date(2026, 11, 30), "Not available yet."),
    ],
)
@pytest.mark.parametrize("path", ["/p/mug/", "/search/?q=mug"])
@time_machine.travel(NOON, tick=False)
def test_shoppers_read_the_date_until_it_has_passed(
    client, path, make, expected_back, sentence
):
    make(expected_back=expected_back)

    texts = texts_of(client, path)

    assert [text for text in texts if text in SENTENCES] == [sentence]


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("path", ["/p/mug/", "/search/?q=mug"])
def test_what_is_in_stock_promises_nothing(client, path):
    ProductFactory(slug="mug", name="Mug", expected_back=ARRIVAL)

    assert not texts_of(client, path) & SENTENCES


def test_the_date_passes_at_the_shops_midnight():
    mug = sold_out(expected_back=date(2026, 7, 1))

    with time_machine.travel(datetime(2026, 7, 1, 22, 59, tzinfo=UTC), tick=False):
        assert mug.promise == "Back around 1 Jul 2026."
    with time_machine.travel(datetime(2026, 7, 1, 23, 1, tzinfo=UTC), tick=False):
        assert (mug.promise, mug.is_overdue) == ("", True)


def test_cards_of_what_is_sold_out_cost_the_same_for_one_and_for_many(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/")
        return len(queries)

    never_stocked()
    one = cost()
    ProductFactory.create_batch(10, stock_quantity=0, expected_back=ARRIVAL)

    assert cost() == one


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    "book",
    [
        lambda pk: adjust_stock(product_id=pk, delta=3, reason="Delivery"),
        lambda pk: set_stock(product_id=pk, quantity=3, stock_was=0, reason="Count"),
    ],
)
def test_pieces_that_come_in_clear_the_date(book):
    mug, other = sold_out(expected_back=ARRIVAL), ProductFactory(expected_back=ARRIVAL)

    book(mug.pk)

    mug.refresh_from_db()
    assert (mug.stock_quantity, mug.expected_back) == (3, None)
    assert (mug.version, mug.content_version) == (2, 2)
    assert mug.history.first().expected_back is None
    other.refresh_from_db()
    assert (other.expected_back, other.version) == (ARRIVAL, 1)


def test_pieces_that_go_or_come_back_from_a_customer_leave_the_date():
    mug = ProductFactory(expected_back=ARRIVAL)

    adjust_stock(product_id=mug.pk, delta=-10, reason="Broken")
    return_stock([Move(mug.pk, 1, "line:1")])

    mug.refresh_from_db()
    assert (mug.stock_quantity, mug.expected_back, mug.version) == (1, ARRIVAL, 1)


def test_a_delivery_that_is_booked_twice_changes_nothing_the_second_time():
    mug = sold_out()
    adjust_stock(product_id=mug.pk, delta=3, reason="Delivery", reference="form:1")
    Product.objects.filter(pk=mug.pk).update(expected_back=ARRIVAL)

    with pytest.raises(StockError, match="already been booked"):
        adjust_stock(product_id=mug.pk, delta=3, reason="Delivery", reference="form:1")

    mug.refresh_from_db()
    assert (mug.stock_quantity, mug.expected_back, mug.version) == (3, ARRIVAL, 1)

"""A checkout over HTTP is one order: sent ten times, or cut off at COMMIT."""

from functools import partial
from http.client import RemoteDisconnected
from urllib.parse import urlsplit

import pytest
from django.db import connection

from orders.models import CheckoutKey, Order
from tests.concurrency.racing import race, stock_of
from tests.concurrency.server import serve
from tests.concurrency.shopper import Shopper
from tests.factories import ProductFactory
from tests.support.addresses import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    """One server for all tests of this file; each leaves an empty database behind."""
    with django_db_blocker.unblock():
        url = database_url(connection)
    with serve(url, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def pen():
    return ProductFactory(slug="pen", stock_quantity=10)


@pytest.fixture
def shopper(server, pen):
    """Somebody with two pens in the basket."""
    guest = Shopper(server.address)
    guest.fill_basket("pen", 2)
    return guest


@pytest.mark.parametrize(("moment", "placed"), [("before", 0), ("after", 1)])
def test_a_worker_killed_at_commit_leaves_one_order(
    server, shopper, pen, moment, placed
):
    fields = shopper.fill_in_checkout()
    server.fuse.write_text(moment)

    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        shopper.post("/checkout/", fields)
    assert Order.objects.count() == placed
    answer = shopper.post("/checkout/", fields)

    order = Order.objects.get()
    assert (answer.status, number_in(answer)) == (302, order.number)
    assert (CheckoutKey.objects.count(), stock_of(pen)) == (1, 8)


def test_ten_identical_checkouts_at_once_are_one_order(shopper, pen):
    fields = shopper.fill_in_checkout()

    answers = race(*[partial(shopper.place, fields)] * 10).won

    order = Order.objects.get()
    assert [answer.status for answer in answers] == [302] * 10
    assert {number_in(answer) for answer in answers} == {order.number}
    assert len({answer.location for answer in answers}) == 1
    assert stock_of(pen) == 8


def test_the_last_pieces_bought_ten_times_at_once_are_one_order(server):
    ink = ProductFactory(slug="ink", stock_quantity=2)
    shopper = Shopper(server.address)
    shopper.fill_basket("ink", 2)
    fields = shopper.fill_in_checkout()

    answers = race(*[partial(shopper.place, fields)] * 10).won

    assert {(answer.status, number_in(answer)) for answer in answers} == {
        (302, Order.objects.get().number)
    }
    assert stock_of(ink) == 0


def test_the_same_key_with_another_body_is_refused(shopper, pen):
    fields = shopper.fill_in_checkout()
    shopper.post("/checkout/", fields)

    answer = shopper.post("/checkout/", {**fields, "full_name": "Somebody Else"})

    assert answer.status == 422
    assert (Order.objects.get().full_name, stock_of(pen)) == ("A Guest", 8)


def number_in(answer):
    """Return the order number that the answer leads to."""
    return urlsplit(answer.location).path.split("/")[2]

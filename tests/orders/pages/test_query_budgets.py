"""A shopper's page costs the same few queries with one row and with a hundred."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from orders.models import Basket, BasketLine, Order
from orders.returns.receiving import Arrived
from orders.services import (
    approve_return,
    confirm_order,
    receive_return,
    request_return,
    send_parcel,
)
from shop.models import Picture
from shop.models.categories import kept_tree
from tests.factories import CategoryFactory, OrderFactory, ProductFactory
from tests.orders.making import delivered_order, refund
from tests.support.thoroughly import thorough_but
from tests.test_access_matrix import ROLES, expected
from tests.test_access_matrix import rows as rows

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("ways_to_deliver_known"),
]
BUDGET = 12
# What no shopper opens: the back office, pictures, and what monitors ask for.
OTHERS = ("admin_", "media", "picture", "healthz", "readyz", "metrics")


@pytest.fixture
def shelf():
    return CategoryFactory(slug="shelf")


@pytest.fixture
def customer(client, shelf, rows):
    """Sign in whose rows the addresses of the table name."""
    user = rows["customer"]
    Basket.objects.create(customer=user)
    client.force_login(user)
    fill(user, shelf, slug="first")
    return user


def fill(customer, shelf, **fields):
    """Add a pictured product, a line in the basket and an order of it."""
    product = ProductFactory(category=shelf, is_featured=True, **fields)
    pixels = BytesIO()
    Image.new("RGB", (8, 10)).save(pixels, "WEBP")
    Picture.objects.create(product=product, image=ContentFile(pixels.getvalue(), "a"))
    BasketLine.objects.create(
        basket=customer.basket, product=product, quantity=1, shown_unit_price=10
    )
    OrderFactory(customer=customer, lines={product.pk: 1})


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def pages(rows) -> list[str]:
    """Return every page that a customer may open, out of the table of all addresses."""
    column = ROLES.index("customer")
    named = [
        address.format(**rows)
        for name, address, statuses in expected()
        if statuses[column].startswith("200") and not name.startswith(OTHERS)
    ]
    return [*named, "/c/shelf/", "/p/first/", "/search/?q=product", "/checkout/"]


@pytest.mark.parametrize("counts", thorough_but([(1, 3, 5)], [(1, 3, 5), (1, 24, 100)]))
def test_pages_cost_the_same_however_many_rows(
    client, customer, shelf, rows, monkeypatch, counts
):
    monkeypatch.setattr(kept_tree, "seconds", 600)
    addresses = pages(rows)
    for path in addresses:  # the first visits also write the session
        client.get(path)
    costs, count = [], 1
    for wanted in counts:
        while count < wanted:
            fill(customer, shelf)
            count += 1
        costs.append({path: queries_of(client, path) for path in addresses})

    one, some, many = costs
    # With one row alone a product has no neighbours whose pictures were to be read.
    assert {**one, "/p/first/": one["/p/first/"] + 1} == some == many
    # Without the one that reads the categories, which tests do not keep.
    assert max(many.values()) <= BUDGET - 1


@pytest.mark.parametrize("count", [1, 30])
def test_an_orders_page_costs_the_same_with_many_lines(client, count):
    lines = {ProductFactory().pk: 1 for _ in range(count)}
    order = OrderFactory(lines=lines)
    client.force_login(order.customer)

    assert queries_of(client, f"/orders/{order.number}/") <= BUDGET


@pytest.mark.django_db(transaction=True)
def test_an_orders_page_costs_the_same_with_many_parcels(client):
    order = confirm_order(order_id=OrderFactory(lines={ProductFactory().pk: 9}).pk)
    client.force_login(order.customer)
    piece, costs = {order.lines.get().pk: 1}, []
    for _ in range(5):
        send_parcel(order_id=order.pk, quantities=piece)
        costs.append(queries_of(client, f"/orders/{order.number}/"))

    assert len(set(costs)) == 1
    assert costs[0] <= BUDGET


@pytest.mark.django_db(transaction=True)
def test_parcels_that_came_back_cost_one_query_however_many(client):
    order = delivered_order(lines={ProductFactory().pk: 3, ProductFactory().pk: 3})
    pieces = {line.pk: 3 for line in order.lines.all()}
    row = request_return(
        order_id=order.pk, pieces=pieces, reason="unwanted", key="return"
    )
    approve_return(return_id=row.pk, answer="Gladly.")
    client.force_login(order.customer)
    address, costs = f"/orders/{order.number}/", []
    for _parcel in range(3):
        costs.append(queries_of(client, address))
        came = {line: Arrived(1) for line in pieces}
        receive_return(return_id=row.pk, came=came)

    costs.append(queries_of(client, address))
    assert costs == [costs[0], *[costs[0] + 1] * 3]


@pytest.mark.parametrize("method", ["bank_transfer", "test_card"])
@pytest.mark.django_db(transaction=True)
def test_an_orders_page_with_everything_on_it_stays_in_the_budget(client, method):
    """Sent, delivered, paid, partly sent back and refunded: every table has a row."""
    order = delivered_order(lines={ProductFactory().pk: 3})
    pieces = {order.lines.get().pk: 1}
    request_return(order_id=order.pk, pieces=pieces, reason="other", key="return")
    refund(order, extra=Decimal("1.00"))
    Order.objects.filter(pk=order.pk).update(payment_method=method)
    client.force_login(order.customer)
    address = f"/orders/{order.number}/"
    page = client.get(address).content.decode()

    assert all(title in page for title in ("Your parcels", "Sending back", "Received"))
    assert queries_of(client, address) <= BUDGET


@pytest.mark.parametrize("told", ["asks", "fails", "late"])
@pytest.mark.django_db(transaction=True)
def test_the_page_of_an_order_that_waits_for_its_card_stays_in_the_budget(
    client, settings, told
):
    settings.TEST_PAYMENTS = told
    order = OrderFactory(payment_method="test_card")
    client.force_login(order.customer)
    address = f"/orders/{order.number}/"
    client.get(address)

    assert queries_of(client, address) <= BUDGET


def test_a_new_visitor_costs_no_query_but_those_for_products(client, shelf):
    assert queries_of(client, "/c/shelf/") <= 3

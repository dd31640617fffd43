"""Who orders far too often is held back; a normal buyer beside them is not."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.startup import caches as cache_settings
from database.brakes.blocking import block_address
from database.brakes.rules import Limit
from orders.models import BasketLine, Order
from orders.services import cancel_order
from shop.models import Product
from tests.factories import CategoryFactory, UserFactory
from tests.orders.conftest import Shopper

pytestmark = pytest.mark.django_db
BUSY, CALM = "198.51.100.7", "198.51.100.8"


@pytest.fixture
def many(mug):
    Product.objects.update(stock_quantity=500, category=CategoryFactory(slug="shelf"))
    return mug


def at(address: str, **headers: str) -> Shopper:
    """Return a browser of its own at this address."""
    return Shopper(Client(REMOTE_ADDR=address, **headers))


def buy(product, address: str = BUSY, email: str = "", shopper=None):
    shopper = shopper or at(address)
    shopper.add(product)
    return shopper.order(email=email or f"{Order.objects.count()}@shop.example")


def statuses(product, count: int, **who: str) -> list[int]:
    return [buy(product, **who).status_code for _ in range(count)]


def allow(settings, **limits: int) -> None:
    settings.BRAKES = {
        code.replace("__", "."): Limit(most, 600) for code, most in limits.items()
    }


@pytest.mark.thorough
def test_sixty_orders_from_one_address_are_braked(many, settings):
    settings.CACHES = cache_settings("redis://127.0.0.1:1/0", 300)

    assert statuses(many, 60) == [302] * 30 + [429] * 30
    assert buy(many, CALM).status_code == 302
    assert Order.objects.count() == 31


@pytest.mark.thorough
def test_thirty_orders_to_one_email_address_are_braked(many, settings):
    settings.CACHES = cache_settings("redis://127.0.0.1:1/0", 300)
    answers = [
        buy(many, f"198.51.100.{number}", "ada@shop.example").status_code
        for number in range(30)
    ]

    assert answers == [302] * 10 + [429] * 20
    assert buy(many, CALM, "bea@shop.example").status_code == 302
    assert Order.objects.filter(email="ada@shop.example").count() == 10


def test_beyond_the_limit_nothing_is_ordered_and_nothing_is_lost(many, settings):
    allow(settings, orders__address=2)
    assert statuses(many, 2) == [302, 302]
    shopper = at(BUSY)
    shopper.add(many, 3)

    response = shopper.order(full_name="Ada Byron", city="Leeds")

    page = response.content.decode()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 600
    assert "Too many orders came from your network" in page
    assert "Please wait 10 minutes, or sign in" in page
    assert 'value="Ada Byron"' in page
    assert 'value="Leeds"' in page
    assert (Order.objects.count(), Product.objects.get().stock_quantity) == (2, 498)
    assert BasketLine.objects.get().quantity == 3


def test_somebody_at_another_address_or_signed_in_orders_as_before(many, settings):
    allow(settings, orders__address=1)
    assert statuses(many, 2) == [302, 429]

    assert buy(many, CALM).status_code == 302
    customer = at(BUSY)
    customer.client.force_login(UserFactory())
    assert buy(many, shopper=customer).status_code == 302


def test_who_is_braked_uses_up_nothing_of_somebody_elses_email_address(many, settings):
    allow(settings, orders__address=1, orders__email=2)
    tries = [buy(many, BUSY, "ada@shop.example").status_code for _ in range(4)]

    assert tries == [302, 429, 429, 429]
    assert buy(many, CALM, "ada@shop.example").status_code == 302


def test_an_email_address_is_braked_from_wherever_it_is_used(many, settings):
    allow(settings, orders__email=1)
    assert buy(many, BUSY, "ada@shop.example").status_code == 302

    assert buy(many, CALM, "ADA@shop.example").status_code == 429
    assert buy(many, CALM, "bea@shop.example").status_code == 302


def test_a_browser_and_an_account_are_braked(many, settings):
    allow(settings, orders__visitor=1)
    guest, customer = at(BUSY), at(CALM)
    customer.client.force_login(UserFactory())

    for shopper in (guest, customer):
        answers = [buy(many, shopper=shopper).status_code for _ in range(2)]
        assert answers == [302, 429]


def test_a_form_with_errors_and_an_order_sent_twice_count_once(many, settings):
    allow(settings, orders__address=1)
    shopper = at(BUSY)
    shopper.add(many)
    form = shopper.fill_in()

    assert shopper.send(form | {"postcode": ""}).status_code == 422
    assert [shopper.send(form).status_code for _ in range(5)] == [302] * 5
    assert Order.objects.count() == 1


def test_a_guest_with_many_open_orders_is_asked_to_pay_one(many, settings):
    settings.OPEN_ORDERS_PER_EMAIL = 2
    answers = [buy(many, CALM, "ada@shop.example") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert "are waiting for us or for their payment" in answers[2].content.decode()
    assert Order.objects.count() == 2
    cancel_order(order_id=Order.objects.first().pk)
    assert buy(many, CALM, "ada@shop.example").status_code == 302


def queries_of(shopper: Shopper) -> int:
    form = shopper.fill_in()
    with CaptureQueriesContext(connection) as queries:
        assert shopper.send(form).status_code == 302
    return len(queries)


def test_the_brakes_cost_an_order_two_statements(many, settings):
    costs = []
    for is_on in (False, True):
        settings.BRAKES_ON = is_on
        shopper = at(BUSY)
        shopper.add(many)
        costs.append(queries_of(shopper))

    assert costs[1] - costs[0] <= 2


@pytest.mark.parametrize("path", ["/", "/c/{}/", "/p/{}/", "/search/?q=mug"])
def test_the_brakes_cost_other_pages_no_statement(many, settings, path, client):
    address = path.format("shelf" if "/c/" in path else many.slug)
    costs = []
    for is_on in (True, False):
        settings.BRAKES_ON = is_on
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_searches_and_baskets_are_braked_in_the_process(many, settings):
    allow(settings, search__address=2, basket__address=2)
    client = at(BUSY).client

    searches = [client.get("/search/?q=mug") for _ in range(3)]
    heads = client.head("/search/")
    puts = [at(BUSY).add(many) for _ in range(3)]

    assert [answer.status_code for answer in searches] == [200, 200, 429]
    assert heads.status_code == 429
    assert [answer.status_code for answer in puts] == [302, 302, 429]
    assert (
        "There were too many searches from your network" in searches[2].content.decode()
    )
    assert int(searches[2]["Retry-After"]) <= 600
    assert at(CALM).client.get("/search/?q=mug").status_code == 200
    assert client.get("/").status_code == 200


def test_nobody_who_is_braked_is_led_to_another_host(many, settings):
    allow(settings, basket__address=1)
    client = at(BUSY).client
    fields = {"product": many.slug, "quantity": 1}
    here = "http://testserver//evil.example/p/mug/"

    for _ in "12":
        answer = client.post(
            "/basket/add/",
            fields,
            headers={"HX-Request": "true", "HX-Current-URL": here},
        )

    assert (answer.status_code, answer["HX-Redirect"]) == (429, "/")


def test_a_part_of_a_page_is_braked_with_the_sentence_on_the_page(many, settings):
    allow(settings, basket__address=1)
    client = at(BUSY).client
    fields = {"product": many.slug, "quantity": 1}
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/p/mug/"}

    answers = [client.post("/basket/add/", fields, headers=headers) for _ in "12"]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["HX-Redirect"] == "/p/mug/"
    page = client.get("/p/mug/").content.decode()
    assert "Too many products were put into baskets from your network" in page
    assert BasketLine.objects.get().quantity == 1


@pytest.mark.parametrize(
    ("path", "rule", "fields"),
    [
        ("signup/", "sign_up.address", {}),
        ("password/reset/", "reset.address", {"email": "a@b.example"}),
        ("password/reset/", "reset.email", {"email": "a@b.example"}),
        ("password/reset/", "mails.email", {"email": "a@b.example"}),
        ("login/", "login.address", {"login": "a", "password": "b"}),
    ],
)
def test_account_pages_are_braked(settings, path, rule, fields):
    settings.BRAKES = {rule: Limit(2, 600)}
    client = at(BUSY).client

    answers = [client.post(f"/account/{path}", fields) for _ in range(3)]

    assert answers[1].status_code != 429
    assert answers[2].status_code == 429
    assert re.search(r"wait 10 minutes|in\s+10 minutes", answers[2].content.decode())
    assert client.get(f"/account/{path}").status_code == 200


def test_a_blocked_address_gets_a_sentence_and_no_page(
    many, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        block_address(network=f"{BUSY}/32", reason="60 orders")
    shopper = at(BUSY)

    with CaptureQueriesContext(connection) as queries:
        answers = [shopper.client.get(path) for path in ("/", "/admin/", "/basket/")]

    assert {answer.status_code for answer in answers} == {403}
    assert f"from the network address {BUSY}" in answers[0].content.decode()
    assert len(queries) == 0
    assert shopper.add(many).status_code == 403
    assert shopper.client.get("/healthz").status_code == 200
    assert at(CALM).client.get("/").status_code == 200
    assert not Order.objects.exists()

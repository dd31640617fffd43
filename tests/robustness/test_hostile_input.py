"""Whatever is typed anywhere, the answer is a page or a sentence, never a 500."""

import pytest
from django.template import engines
from django.test import Client

from tests.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)
from tests.robustness.crawling import broken_addresses, finish, forms_of, send, visit
from tests.robustness.hostile import MORE, SHARP, naughty

pytestmark = pytest.mark.django_db

SHOPPER_PAGES = [
    "/",
    "/search/?q=a&sort=price&page=1",
    "/basket/",
    "/checkout/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/",
]
START = {"guest": SHOPPER_PAGES, "shopper": SHOPPER_PAGES, "owner": ["/admin/"]}

# Every run crawls the shop as a guest. A shopper's pages, and the hundreds of the back
# office, take longer; what is most likely to break there is asked in tests/admin.
CRAWLED = [
    "guest",
    pytest.param("shopper", marks=pytest.mark.slow),
    pytest.param("owner", marks=pytest.mark.slow),
]


@pytest.fixture
def shopper() -> Client:
    """Log in a customer with an order and something in the basket."""
    shelf = CategoryFactory()
    pen = ProductFactory(category=shelf)
    ProductFactory(category=shelf)
    customer = UserFactory()
    OrderFactory(customer=customer, lines={pen.pk: 1})
    client = Client(raise_request_exception=False)
    client.force_login(customer)
    client.post("/basket/add/", {"product": pen.slug, "quantity": "2"})
    return client


@pytest.fixture
def guest() -> Client:
    pen = ProductFactory(category=CategoryFactory())
    client = Client(raise_request_exception=False)
    client.post("/basket/add/", {"product": pen.slug, "quantity": "2"})
    return client


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Client:
    # unfold's templates name variables that are not there.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    OrderFactory(lines={ProductFactory(category=CategoryFactory()).pk: 1})
    client = Client(raise_request_exception=False)
    client.force_login(StaffFactory())
    return client


def assault_forms(client: Client, starts: list[str], strings: list[str]) -> list[str]:
    """Fill every form with every string; return what answered with 500."""
    forms = forms_of(visit(client, starts))
    assert forms
    return [
        f"{form}: {text[:40]!r}"
        for form in forms
        for text in strings
        for fields in (form.filled(text), form.forged(text))
        if send(client, form, fields) >= 500
    ]


def assault_addresses(
    client: Client, starts: list[str], strings: list[str]
) -> list[str]:
    pages = visit(client, starts, each=1)
    assert len(pages) >= len(starts) // 2
    return [
        address[:200]
        for text in strings
        for address in broken_addresses(pages, text)
        if finish(client.get(address)) >= 500
    ]


@pytest.mark.parametrize("who", CRAWLED)
def test_nobody_finds_a_form_that_breaks(who, request):
    client = request.getfixturevalue(who)

    assert assault_forms(client, START[who], SHARP) == []


@pytest.mark.parametrize("who", CRAWLED)
def test_nobody_finds_an_address_that_breaks(who, request):
    client = request.getfixturevalue(who)

    assert assault_addresses(client, START[who], SHARP) == []


@pytest.mark.data
def test_a_guest_may_type_naughty_strings(guest):
    strings = naughty(every=40)

    assert strings
    assert assault_forms(guest, SHOPPER_PAGES, strings) == []


@pytest.mark.slow
@pytest.mark.parametrize("who", ["guest", "shopper", "owner"])
def test_every_hostile_string_in_every_form_and_address(who, request):
    client = request.getfixturevalue(who)

    # The back office has ten times as many forms.
    strings = MORE + naughty(every=20 if who == "owner" else 1)
    assert assault_forms(client, START[who], strings) == []
    assert assault_addresses(client, START[who], MORE[:-1]) == []


def test_the_search_for_a_500_would_find_one(guest, monkeypatch):
    """Shows that the crawler sees an error that a hostile string causes."""

    def boom(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("shop.views.catalogue.search", boom)

    assert assault_addresses(guest, ["/search/?q=a"], ["x"]) != []

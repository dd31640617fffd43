"""Whatever is typed anywhere, the answer is a page or a sentence, never a 500."""

from typing import Any

import pytest
from django.template import engines
from django.test import Client

from accounts.models import Address
from orders.mails.links import order_path
from orders.models import Order
from tests.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)
from tests.orders.making import delivered_order
from tests.robustness.crawling import (
    attempt,
    broken_addresses,
    finish,
    forms_of,
    shape,
    visit,
)
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
# Who has just signed in is not led to the second question; its form is still there.
START = {
    "guest": SHOPPER_PAGES,
    "shopper": [*SHOPPER_PAGES, "/account/reauthenticate/"],
    "owner": ["/admin/"],
}
# Where the forms lead that somebody has to come across, at the least.
BOTH = {"basket/add/", "basket/update/", "checkout/", "orders/<str:number>/cancel/"}
REACHED = {
    "guest": BOTH
    | {
        "account/login/",
        "account/password/reset/",
        "account/signup/",
        "search/",
    },
    "shopper": BOTH
    | {
        "account/addresses/<uuid:pk>/",
        "account/addresses/<uuid:pk>/remove/",
        "account/addresses/add/",
        "account/email/",
        "account/password/change/",
        "account/profile/",
        "account/reauthenticate/",
        "account/sessions/<int:pk>/end/",
        "orders/<str:number>/return/",
        "search/",
    },
}

# Every run fills a guest's forms. A shopper's pages, and the hundreds of the back
# office, take longer; what is most likely to break there is asked in tests/admin.
CRAWLED = ["guest", "shopper", "owner"]


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    """Let every attempt reach its form: after a few of them others are told to wait."""
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False


@pytest.fixture
def shopper() -> Client:
    """Log in a customer with an order, one to send back, and a basket.

    By the form, so that what asks for the password again has just been told it.
    """
    shelf = CategoryFactory()
    pen = ProductFactory(category=shelf)
    ProductFactory(category=shelf)
    customer = UserFactory()
    Address.objects.create(user=customer, line1="1 Quay Street")
    OrderFactory(customer=customer, lines={pen.pk: 1})
    delivered_order(customer=customer, lines={pen.pk: 2})
    client = Client(raise_request_exception=False)
    known = {"login": customer.username, "password": "open sesame"}
    Client().post("/account/login/", known)  # elsewhere, to be ended from here
    client.post("/account/login/", known)
    client.post("/basket/add/", {"product": pen.slug, "quantity": "2"})
    return client


@pytest.fixture
def guest() -> Client:
    pen = ProductFactory(category=CategoryFactory())
    OrderFactory(customer=None, lines={pen.pk: 1})
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


def starts(who: str) -> list[str]:
    """Return where somebody begins; guests follow the link of their mail too."""
    return [*START[who], *map(order_path, Order.objects.filter(customer=None))]


def assault_forms(client: Client, begin: list[str], strings: list[str]) -> list[str]:
    """Fill every form with every string; return what answered with 500."""
    forms = forms_of(visit(client, begin))
    assert forms
    return [
        f"{form}: {text[:40]!r}"
        for form in forms
        for text in strings
        for fields in (form.filled(text), form.forged(text))
        if attempt(client, form, fields) >= 500
    ]


def assault_addresses(
    client: Client, begin: list[str], strings: list[str]
) -> list[str]:
    pages = visit(client, begin, each=1)
    assert len(pages) >= len(begin) // 2
    return [
        address[:200]
        for text in strings
        for address in broken_addresses(pages, text)
        if finish(client.get(address)) >= 500
    ]


@pytest.mark.parametrize("who", ["guest", "shopper"])
def test_the_crawler_comes_across_every_form(who, request):
    forms = forms_of(visit(request.getfixturevalue(who), starts(who)))

    assert REACHED[who] - {shape(form.action)[0] for form in forms} == set()


def test_an_attempt_leaves_no_trace_for_the_next(guest):
    forms = forms_of(visit(guest, starts("guest")))
    (checkout,) = [form for form in forms if "/checkout/" in form.action]
    (emptying,) = [
        form
        for form in forms
        if "/update/" in form.action and form.fields["quantity"] == ("hidden", "0")
    ]

    assert attempt(guest, emptying, emptying.filled("x")) == 302
    assert attempt(guest, checkout, checkout.filled("x")) == 422


@pytest.mark.thorough
@pytest.mark.parametrize("who", CRAWLED)
def test_nobody_finds_a_form_that_breaks(who, request):
    client = request.getfixturevalue(who)

    assert assault_forms(client, starts(who), SHARP) == []


@pytest.mark.thorough
@pytest.mark.parametrize("who", CRAWLED)
def test_nobody_finds_an_address_that_breaks(who, request):
    client = request.getfixturevalue(who)

    assert assault_addresses(client, starts(who), SHARP) == []


@pytest.mark.data
@pytest.mark.thorough
def test_a_guest_may_type_naughty_strings(guest):
    strings = naughty(every=40)

    assert strings
    assert assault_forms(guest, starts("guest"), strings) == []


@pytest.mark.slow
@pytest.mark.parametrize("who", CRAWLED)
def test_every_hostile_string_in_every_form_and_address(who, request):
    client = request.getfixturevalue(who)

    # The back office has ten times as many forms.
    strings = MORE + naughty(every=20 if who == "owner" else 1)
    assert assault_forms(client, starts(who), strings) == []
    assert assault_addresses(client, starts(who), MORE[:-1]) == []


def test_the_search_for_a_500_would_find_one(guest, monkeypatch):
    """Shows that the crawler sees an error that a hostile string causes."""

    def boom(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("shop.views.catalogue.search", boom)

    assert assault_addresses(guest, ["/search/?q=a"], ["x"]) != []

"""Another customer's order, address, device or login is not found, in any disguise.

The access matrix walks every address as it is written in a link. Here the same keys
are written as nobody's link writes them, and posted where a form has a field for them.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.models import Address, LoginHistory
from orders.models import Basket, BasketLine, Order
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.support.thoroughly import thorough_but

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> Any:
    return UserFactory(username="ada")


@pytest.fixture
def eve(client: Client) -> Any:
    """Return another customer, who is logged in with `client`."""
    user = UserFactory(username="eve")
    client.force_login(user)
    return user


def order_disguises(number: str) -> Iterator[str]:
    """Yield the number as links, people and programs may write it."""
    yield from (number, number.lower(), number.swapcase(), quote(number, safe=""))
    yield from (f" {number}", f"{number} ", f"{number}%20", f"{number}%00x")
    yield from (f"0{number}", f"{number}&x=1")
    yield from (f"{number}.json", f"{number};a=b", f"{number}%2F", f"./{number}")
    yield from (number.replace("0", "O"), number.replace("1", "I"), f"#{number}")


def key_disguises(key: UUID) -> Iterator[str]:
    """Yield the key of a row in every form in which UUIDs are written."""
    yield from (str(key), str(key).upper(), key.hex, key.hex.upper(), f"{{{key}}}")
    yield from (key.urn, quote(str(key), safe=""), f"{key}%20", f"{key}.json")


def statuses(client: Client, address: str) -> set[int]:
    """Return what GET, HEAD, POST, PUT and DELETE answer."""
    verbs = (client.get, client.head, client.post, client.put, client.delete)
    return {verb(address).status_code for verb in verbs}


# Nothing there, refused as broken text, or a method that no such address takes.
CLOSED = {400, 404, 405}


def addresses_of_an_order(number: str, *, all_pairs: bool) -> list[str]:
    """Return each disguise and each rest of an address once, or in all pairs."""
    rests = ("", "cancel/", "invoice/", "../", "?key=", "?key=1")
    return [
        f"/orders/{disguise}/{rest}"
        for disguise in order_disguises(number)
        for rest in rests
        if all_pairs or disguise == number or rest == ""
    ]


@pytest.mark.parametrize("all_pairs", thorough_but([False], [False, True]))
@pytest.mark.usefixtures("eve")
def test_a_strangers_order_is_not_found(client, ada, all_pairs):
    number = OrderFactory(customer=ada).number

    answered = {
        address: statuses(client, address)
        for address in addresses_of_an_order(number, all_pairs=all_pairs)
    }

    # "../" is read by browsers, not by servers: as an address it is a page of its own.
    open_ones = {a: s for a, s in answered.items() if not s <= CLOSED | {301}}
    assert open_ones == {}
    assert Order.objects.get().status == "pending"


@pytest.mark.usefixtures("eve")
def test_the_key_of_an_order_leads_nowhere(client, ada):
    order = OrderFactory(customer=ada)

    for disguise in key_disguises(order.pk):
        assert statuses(client, f"/orders/{disguise}/") <= CLOSED
        assert client.post(f"/orders/{disguise}/cancel/").status_code in CLOSED

    assert Order.objects.get().status == "pending"


@pytest.mark.usefixtures("eve")
def test_the_signed_link_of_one_order_opens_no_other(client, ada):
    hers = OrderFactory(customer=ada)
    guests = OrderFactory(customer=None, email="guest@mail.example")

    for key in (guests.guest_key, guests.guest_key.upper(), hers.number):
        assert client.get(f"/orders/{hers.number}/", {"key": key}).status_code == 404
        answer = client.post(f"/orders/{hers.number}/cancel/?key={key}")
        assert answer.status_code == 404


@pytest.mark.usefixtures("eve")
def test_a_strangers_address_is_not_found(client, ada):
    row = Address.objects.create(user=ada, line1="1 Quay Street", city="Hull")
    posted = {"full_name": "Eve", "line1": "Mine", "city": "Hull", "country": "GB"}

    for disguise in key_disguises(row.pk):
        for rest in ("", "remove/"):
            address = f"/account/addresses/{disguise}/{rest}"
            assert statuses(client, address) <= CLOSED
            assert client.post(address, posted).status_code in CLOSED

    row.refresh_from_db()
    assert (row.user, row.line1) == (ada, "1 Quay Street")


def test_a_key_in_the_body_takes_no_row_over(client, ada, eve):
    row = Address.objects.create(user=ada, line1="1 Quay Street", city="Hull")
    keys = {name: str(row.pk) for name in ("id", "pk", "address", "address_id")}
    owner = {name: str(ada.pk) for name in ("user", "user_id", "owner", "created_by")}
    posted = {"full_name": "Eve", "line1": "Mine", "city": "Hull", "country": "GB"}
    posted |= {"postcode": "HU1 1AA", "phone": "", "line2": ""}

    client.post("/account/addresses/add/", {**posted, **keys, **owner})

    row.refresh_from_db()
    assert (row.user, row.line1) == (ada, "1 Quay Street")
    assert ada.addresses.count() == 1
    assert set(eve.addresses.values_list("line1", flat=True)) <= {"Mine"}


def test_a_profile_is_ones_own_whatever_the_body_names(client, ada, eve):
    posted = {"first_name": "Mallory", "id": str(ada.pk), "pk": str(ada.pk)}
    posted |= {"user": str(ada.pk), "is_staff": "on", "is_superuser": "on"}

    client.post("/account/profile/", posted)

    ada.refresh_from_db()
    eve.refresh_from_db()
    assert ada.first_name == ""
    assert (eve.is_staff, eve.is_superuser) == (False, False)


@pytest.mark.usefixtures("eve")
def test_a_strangers_device_stays_signed_in(client, ada):
    store = SessionStore()
    store.create()
    row = UserSession.objects.create(
        user=ada, session_key=store.session_key, ip="192.0.2.7"
    )

    for disguise in (row.pk, f"0{row.pk}", f"+{row.pk}", store.session_key):
        address = f"/account/sessions/{disguise}/end/"
        client.post(address)
        client.post("/account/sessions/", {"session": disguise, "id": disguise})
    client.post("/account/sessions/end-others/", {"user": str(ada.pk)})

    assert UserSession.objects.filter(pk=row.pk).exists()
    assert store.exists(store.session_key)


@pytest.mark.usefixtures("eve")
def test_a_strangers_logins_are_not_shown(client, ada):
    LoginHistory.objects.create(user=ada, success=True, ip_address="192.0.2.77")

    for query in ({}, {"user": ada.pk}, {"user_id": ada.pk}, {"user__id": ada.pk}):
        page = client.get("/account/logins/", query)
        assert page.status_code == 200
        assert "192.0.2.77" not in page.content.decode()


@pytest.mark.usefixtures("eve")
def test_a_strangers_orders_are_not_listed(client, ada):
    number = OrderFactory(customer=ada).number

    for query in ({}, {"customer": ada.pk}, {"customer_id": ada.pk}, {"q": number}):
        assert number not in client.get("/account/orders/", query).content.decode()


@pytest.mark.usefixtures("eve")
def test_a_strangers_basket_is_neither_shown_nor_filled(client, ada):
    mug = ProductFactory(slug="mug", name="Her mug", stock_quantity=5)
    basket = Basket.objects.create(customer=ada)
    BasketLine.objects.create(
        basket=basket, product=mug, quantity=1, shown_unit_price=mug.price
    )

    names = ("basket", "basket_id", "id")
    for name in names:
        page = client.get("/basket/", {name: basket.pk})
        assert "Her mug" not in page.content.decode()
    # From here on the mug is in a basket of one's own.
    posted = {"product": "mug", "quantity": 3}
    for name in names:
        client.post(f"/basket/add/?{name}={basket.pk}", {**posted, name: basket.pk})
        client.post("/basket/update/", {**posted, name: basket.pk, "quantity": 0})

    assert BasketLine.objects.get(basket=basket).quantity == 1

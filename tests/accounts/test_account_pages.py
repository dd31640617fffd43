"""A customer's own pages."""

import re
from uuid import uuid4

import pytest

from accounts.models import Address, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PLACE = {
    "full_name": "Ada Reed",
    "line1": "1 Mill Lane",
    "postcode": "BA1 1AA",
    "city": "Bath",
    "country": "GB",
}


@pytest.fixture
def customer(client):
    user = UserFactory(first_name="Ada")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "path", ["", "profile/", "addresses/", "addresses/add/", "security/"]
)
def test_the_pages_ask_a_guest_to_sign_in(client, path):
    response = client.get(f"/account/{path}")

    assert response["Location"] == f"/account/login/?next=/account/{path}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("", "Hello, Ada"),
        ("profile/", "Save profile"),
        ("addresses/", "No address saved"),
        ("addresses/add/", "Add an address"),
        ("security/", "Change password"),
        ("email/", "Add an address"),
        ("password/change/", "Save the new password"),
        ("logout/", "Stay signed in"),
    ],
)
def test_the_pages_open_to_a_customer(client, customer, path, text):
    response = client.get(f"/account/{path}")

    assert response.status_code == 200
    assert text in response.content.decode()


def test_the_profile_saves_what_was_changed(client, customer):
    client.post("/account/profile/", {"first_name": "Ada", "last_name": "Reed"})

    customer.refresh_from_db()
    assert customer.full_name == "Ada Reed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "2999-01-01"),
        ("birth_date", "1066-10-14"),
        ("first_name", "n" * 151),
    ],
)
def test_a_profile_with_errors_changes_nothing(client, customer, field, value):
    response = client.post("/account/profile/", {"last_name": "Reed", field: value})

    assert response.status_code == 422
    assert User.objects.get(pk=customer.pk).last_name == ""


def test_the_first_address_is_used_first(client, customer):
    client.post("/account/addresses/add/", PLACE)

    address = Address.objects.get()
    assert (address.user, address.city, address.is_default) == (customer, "Bath", True)


def test_only_one_address_is_used_first(client, customer):
    client.post("/account/addresses/add/", PLACE)
    client.post("/account/addresses/add/", PLACE | {"city": "York", "is_default": "on"})

    used_first = Address.objects.filter(is_default=True).values_list("city", flat=True)
    assert list(used_first) == ["York"]


@pytest.mark.parametrize("missing", PLACE)
def test_an_address_without_a_part_is_refused(client, customer, missing):
    response = client.post("/account/addresses/add/", PLACE | {missing: ""})

    assert response.status_code == 422
    assert not Address.objects.exists()


def test_the_address_book_knows_the_rules_of_a_country(client, customer):
    abroad = PLACE | {"country": "HK", "city": "Central", "postcode": ""}
    nonsense = PLACE | {"postcode": "NONSENSE 99999"}

    kept = client.post("/account/addresses/add/", abroad)
    refused = client.post("/account/addresses/add/", nonsense)

    assert (kept.status_code, refused.status_code) == (302, 422)
    assert "is not a postcode in the country you chose" in refused.content.decode()
    assert Address.objects.get().city == "Central"


def test_an_old_address_that_would_not_pass_is_still_shown(client, customer):
    Address.objects.create(user=customer, line1="1 Quay", city="Hull", country="US")

    page = client.get("/account/addresses/").content.decode()

    assert "1 Quay" in page


def test_an_address_is_changed_in_place(client, customer):
    client.post("/account/addresses/add/", PLACE)
    pk = Address.objects.get().pk

    client.post(f"/account/addresses/{pk}/", PLACE | {"city": "York"})

    assert Address.objects.get().city == "York"


def test_another_address_takes_the_place_of_the_first(client, customer):
    for city in ("Bath", "York"):
        client.post("/account/addresses/add/", PLACE | {"city": city})
    first = Address.objects.get(city="Bath")

    client.post(f"/account/addresses/{first.pk}/remove/")

    left = Address.objects.get()
    assert (left.city, left.is_default) == ("York", True)


@pytest.mark.parametrize("path", ["", "remove/"])
def test_an_address_of_another_is_not_found(client, customer, path):
    theirs = Address.objects.create(user=UserFactory(), city="Bath")

    response = client.post(f"/account/addresses/{theirs.pk}/{path}", PLACE)

    assert response.status_code == 404
    assert Address.objects.get().city == "Bath"
    assert client.post(f"/account/addresses/{uuid4()}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["security", "sessions", "logins", "email"])
def test_the_menu_shows_that_a_page_is_a_part_of_security(client, path):
    client.force_login(UserFactory())

    page = client.get(f"/account/{path}/").content.decode()

    menu = page.partition('<nav class="account-menu"')[2].partition("</nav>")[0]
    (marked,) = re.findall(r'<a href="([^"]*)" aria-current', menu)
    assert marked == "/account/security/"

"""Staff find the back office from the shop, and the shop from the back office."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OFFICE = 'href="/admin/"'


def signed_in(**names) -> Client:
    client = Client()
    client.force_login(UserFactory(**names))
    return client


@pytest.mark.parametrize("page", ["shop:home", "shop:search"])
def test_staff_find_the_back_office_in_the_shops_header(page):
    client = signed_in(is_staff=True)

    assert client.get(reverse(page)).content.decode().count(OFFICE) == 1


def test_staff_find_it_in_the_menu_of_their_account_too():
    client = signed_in(is_staff=True)

    assert client.get("/account/").content.decode().count(OFFICE) == 2


@pytest.mark.parametrize("page", ["/", "/account/"])
def test_shoppers_see_no_back_office(page):
    assert OFFICE not in signed_in().get(page).content.decode()


def test_guests_see_no_back_office():
    assert OFFICE not in Client().get("/").content.decode()


def test_the_menu_of_the_back_office_leads_to_the_shop(owner):
    shown = owner.get(reverse("admin:index")).content.decode()

    assert "View the shop" in shown
    assert shown.count('href="/"') >= 1

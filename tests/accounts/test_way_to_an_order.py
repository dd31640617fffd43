"""Whoever looks for an order finds the page that helps."""

import pytest
from django.test import Client

from tests.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db
LINK = 'href="/orders/find/"'


def main_of(page):
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/account/login/", 200), ("/nowhere/", 404), ("/orders/7Q2M4XK9TD/", 404)],
)
def test_the_page_leads_to_find_my_order(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert LINK in main_of(response.content.decode())


def test_the_footer_leads_there_for_guests_and_for_customers(client):
    for is_in in (False, True):
        if is_in:
            client.force_login(UserFactory())
        footer = client.get("/basket/").content.decode().partition("<footer")[2]
        assert LINK in footer


def test_known_and_unknown_orders_are_answered_alike():
    order = OrderFactory(customer=None, email="g@shop.example")

    pages = []
    for number in (order.number, "7Q2M4XK9TD"):
        fields = {"number": number, "email": "g@shop.example"}
        client = Client()
        pages.append(client.post("/orders/find/", fields, follow=True))

    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert main_of(pages[0].content.decode()) == main_of(pages[1].content.decode())

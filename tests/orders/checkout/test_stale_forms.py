"""A form of another tab, sent after a login has renewed what every form carries."""

import pytest
from django.test import Client

from accounts.models import User
from orders.models import BasketLine, Order
from tests.factories import ProductFactory, UserFactory
from tests.orders.conftest import Shopper
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db
SENTENCE = "You have signed in or out since this page was opened"


@pytest.fixture
def shopper():
    return Shopper(Client(enforce_csrf_checks=True))


def token_of(client, path):
    return hidden_fields(client.get(path))["csrfmiddlewaretoken"]


def send(client, path, fields, **headers):
    return client.post(path, fields, headers=headers)


@pytest.fixture
def form(shopper, mug):
    """Return the checkout of a guest, filled in before they sign in elsewhere."""
    client = shopper.client
    token = token_of(client, "/p/mug/")
    added = {"product": "mug", "quantity": 2, "csrfmiddlewaretoken": token}
    client.post("/basket/add/", added)
    form = shopper.fill_in(csrfmiddlewaretoken=token_of(client, "/checkout/"))
    fields = {"login": UserFactory().username, "password": "open sesame"}
    token = token_of(client, "/account/login/")
    client.post("/account/login/", fields | {"csrfmiddlewaretoken": token})
    return form


def test_the_checkout_is_shown_again_with_what_was_typed(shopper, form):
    response = shopper.send(form | {"city": "Wells-next-the-Sea"})

    page = response.content.decode()
    assert response.status_code == 403
    assert SENTENCE in page
    assert 'value="Wells-next-the-Sea"' in page
    assert "2 × £18.00" in page
    assert not Order.objects.exists()


def test_the_form_that_is_shown_again_places_the_order(shopper, form):
    hidden = hidden_fields(shopper.send(form))

    response = shopper.send(form | hidden)

    order = Order.objects.get()
    assert response["Location"] == f"/orders/{order.number}/"
    assert order.customer == User.objects.get()


def test_the_basket_is_shown_as_it_is_now(shopper, form):
    BasketLine.objects.update(quantity=1)

    page = shopper.send(form).content.decode()

    assert "1 × £18.00" in page
    assert not Order.objects.exists()


def test_an_empty_basket_leads_to_the_basket_and_is_said(shopper, form):
    BasketLine.objects.all().delete()

    response = shopper.client.post("/checkout/", form, follow=True)

    assert response.redirect_chain == [("/basket/", 302)]
    assert SENTENCE in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_what_a_stranger_s_page_sends_is_not_shown(shopper, form, headers):
    response = send(shopper.client, "/checkout/", form, **headers)

    assert response.status_code == 403
    assert "1 Long Lane" not in response.content.decode()
    assert not Order.objects.exists()


def test_other_forms_show_what_was_typed_and_lead_back():
    client = Client(enforce_csrf_checks=True)
    fields = {"email": "ada@mail.example", "password1": "a long lane to Bath"}

    response = client.post("/account/signup/", fields)

    page = response.content.decode()
    assert response.status_code == 403
    assert "ada@mail.example" in page
    assert "a long lane to Bath" not in page
    assert 'href="/account/signup/">Back to the form' in page


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/p/mug/?page=2", "/p/mug/?page=2"),
        ("https://evil.example/p/mug/", "/basket/"),
        ("", "/basket/"),
    ],
)
def test_the_way_back_is_a_page_of_ours(referer, back):
    ProductFactory(slug="mug")
    client = Client(enforce_csrf_checks=True)

    response = send(
        client, "/basket/add/", {"product": "mug", "quantity": 1}, Referer=referer
    )

    assert f'href="{back}">Back to the form' in response.content.decode()
    assert not BasketLine.objects.exists()


def test_without_a_cookie_the_page_asks_to_allow_them():
    client = Client(enforce_csrf_checks=True)

    page = client.post("/account/login/", {"login": "ada"}).content.decode()

    assert "Allow cookies for this shop" in page


def test_a_part_of_a_page_is_loaded_anew():
    client = Client(enforce_csrf_checks=True)

    answer = send(client, "/basket/add/", {"product": "mug"}, **{"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Refresh"]) == (403, "true")

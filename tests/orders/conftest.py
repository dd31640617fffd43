"""A guest on the way from a full basket to the order page."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.factories import ProductFactory
from tests.support.pages import hidden_fields

ADDRESS = {
    "email": "guest@shop.example",
    "full_name": "A Guest",
    "line1": "1 Long Lane",
    "line2": "",
    "city": "London",
    "postcode": "EC1A 9HF",
    "country": "GB",
    "phone": "",
    "shipping_method": "standard",
    "payment_method": "invoice",
    "accept_terms": "on",
}


class Shopper:
    """A browser without JavaScript that fills in the checkout."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def add(self, product, quantity=1):
        fields = {"product": product.slug, "quantity": quantity}
        return self.client.post("/basket/add/", fields)

    def fill_in(self, **changes):
        """Open the checkout and return the form as it would be sent."""
        hidden = hidden_fields(self.client.get("/checkout/"))
        names = ("idempotency_key", "basket_digest")
        return ADDRESS | {name: hidden[name] for name in names} | changes

    def send(self, form, **headers):
        return self.client.post("/checkout/", form, **headers)

    def order(self, **changes):
        return self.send(self.fill_in(**changes))


@pytest.fixture
def shopper(client):
    return Shopper(client)


@pytest.fixture
def mug(db):
    return ProductFactory(name="Mug", slug="mug", price=Decimal("18.00"))


@pytest.fixture(autouse=True)
def books_of_the_test_provider(settings, tmp_path):
    """Give the test provider a folder of its own, and let it pay."""
    settings.TEST_PAYMENTS = "pays"
    settings.TEST_PAYMENTS_FOLDER = tmp_path / "test-payments"

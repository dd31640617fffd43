"""What customers do is remembered, and no page waits for it or fails by it."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database.queue.write_behind import WriteBehind
from shop.activity import recorder
from shop.models import Activity
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits():
    recorder.forget()
    yield
    recorder.forget()


@pytest.fixture
def ada(client):
    user = UserFactory()
    client.force_login(user)
    return user


def remembered():
    recorder.flush()
    rows = Activity.objects.order_by("id")
    return list(rows.values_list("kind", "product__slug", "text"))


def test_looking_searching_and_adding_are_remembered(client, ada):
    mug = ProductFactory(slug="mug", stock_quantity=5)

    client.get("/p/mug/")
    client.get("/search/", {"q": "  blue   mug "})
    client.post("/basket/add/", {"product": "mug", "quantity": 1})

    assert remembered() == [
        ("view", "mug", ""),
        ("search", None, "blue mug"),
        ("add", "mug", ""),
    ]
    assert set(mug.activities.values_list("user", flat=True)) == {ada.pk}


def test_guests_are_not_followed(client):
    ProductFactory(slug="mug", stock_quantity=5)

    client.get("/p/mug/")
    client.get("/search/", {"q": "mug"})
    client.post("/basket/add/", {"product": "mug", "quantity": 1})

    assert remembered() == []


@pytest.mark.usefixtures("ada")
def test_what_was_not_seen_is_not_remembered(client):
    ProductFactory(slug="mug", stock_quantity=0)

    client.head("/p/mug/")
    client.get("/p/unknown/")
    client.get("/search/")
    client.get("/search/", {"q": "mug", "page": "99"})
    client.post("/basket/add/", {"product": "mug", "quantity": 1})

    assert remembered() == []


@pytest.mark.usefixtures("ada")
def test_a_page_costs_no_query_more_for_it(client, monkeypatch):
    ProductFactory(slug="mug")
    client.get("/p/mug/")
    with CaptureQueriesContext(connection) as following:
        client.get("/p/mug/")
    monkeypatch.setattr("shop.views.catalogue.record", lambda *_args, **_names: 0)
    with CaptureQueriesContext(connection) as not_following:
        client.get("/p/mug/")

    assert len(following) == len(not_following)


@pytest.mark.usefixtures("ada")
def test_a_page_does_not_fail_when_the_table_is_away(client, monkeypatch):
    ProductFactory(slug="mug")

    def away(behind):
        raise DatabaseError("away")

    monkeypatch.setattr(WriteBehind, "flush", away)

    assert client.get("/p/mug/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_order_is_remembered_by_its_products(client, ada):
    for slug in ("mug", "pen"):
        ProductFactory(slug=slug, stock_quantity=5)
        client.post("/basket/add/", {"product": slug, "quantity": 1})
    form = client.get(reverse("orders:checkout")).context["form"]
    recorder.forget()

    posted = {
        "email": ada.email,
        "full_name": "Ada",
        "shipping_method": "pickup",
        "payment_method": "invoice",
        "accept_terms": "on",
        "idempotency_key": form["idempotency_key"].value(),
        "basket_digest": form["basket_digest"].value(),
    }
    for _ in range(2):
        assert client.post(reverse("orders:checkout"), posted).status_code == 302

    assert sorted(remembered()) == [("buy", "mug", ""), ("buy", "pen", "")]

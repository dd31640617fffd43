"""Staff set up the ways to deliver."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import ShippingMethod

pytestmark = pytest.mark.django_db
LIST = "/admin/orders/shippingmethod/"
FIELDS = {
    "label": "By bicycle",
    "promise": "Today, in Norwich",
    "days": "0",
    "price": "5.50",
    "free_from": "",
    "position": "4",
}


@pytest.fixture
def owner(as_role):
    return as_role("owner")


def page_of(code: str) -> str:
    row = ShippingMethod.all_objects.get(code=code)
    return reverse("admin:orders_shippingmethod_change", args=[row.pk])


def test_the_list_says_what_each_costs(owner):
    text = " ".join(owner.get(LIST).content.decode().split())

    for words in ("Standard delivery", "£3.95", "£50.00", "Collect from the shop"):
        assert words in text
    assert "free" in text


def test_a_new_one_is_offered_at_the_next_checkout(owner):
    response = owner.post(f"{LIST}add/", FIELDS)

    assert response.status_code == 302
    row = ShippingMethod.objects.get(code="by-bicycle")
    assert (row.label, row.price, row.free_from) == (
        "By bicycle",
        Decimal("5.50"),
        None,
    )
    assert row.history.count() == 1


def test_a_collection_is_made_as_one_and_stays_one(owner):
    owner.post(f"{LIST}add/", FIELDS | {"label": "Barn", "is_collection": "on"})

    assert not ShippingMethod.objects.get(code="pickup-barn").delivery.needs_address
    assert (
        "The customer collects it"
        not in owner.get(page_of("pickup-barn")).content.decode()
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("price", "-1", "Enter 0 or more."),
        ("free_from", "0", "Enter more than 0."),
        ("days", "61", "Enter 60 days or fewer."),
        ("label", "", "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(owner, field, value, sentence):
    fields = FIELDS | {field: value, "seen_version": "1"}

    response = owner.post(page_of("standard"), fields)

    assert response.status_code == 200
    assert sentence in response.context["adminform"].form.errors[field]
    assert ShippingMethod.objects.get(code="standard").label == "Standard delivery"


def test_a_colleagues_change_is_not_lost(owner):
    row = ShippingMethod.objects.get(code="standard")
    row.price = Decimal("4.00")
    row.save_version(fields={"price"})

    response = owner.post(page_of("standard"), FIELDS | {"seen_version": "1"})

    assert response.status_code == 200
    assert ShippingMethod.objects.get(code="standard").price == Decimal("4.00")


def test_the_last_one_stays_because_nobody_could_order(owner):
    ShippingMethod.objects.get(code="express").soft_delete()
    ShippingMethod.objects.get(code="pickup").soft_delete()
    row = ShippingMethod.objects.get()

    url = reverse("admin:orders_shippingmethod_delete", args=[row.pk])
    response = owner.post(url, {"post": "yes"}, follow=True)

    assert "This is the only way to deliver." in response.content.decode()
    assert ShippingMethod.objects.get() == row

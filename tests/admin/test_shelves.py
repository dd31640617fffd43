"""Where a product lies and what it weighs, and what whoever packs sees of it."""

import pytest
from django.urls import reverse

from orders.services import confirm_order, send_parcel
from shop.models import Product
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def packer(as_role):
    return as_role("fulfilment")


def order_of(*products: Product, pieces: int = 1):
    order = OrderFactory(lines={product.pk: pieces for product in products})
    return confirm_order(order_id=order.pk)


def parcel_page(packer, order) -> str:
    url = reverse("admin:orders_order_parcel", args=[order.pk])
    return " ".join(packer.get(url).content.decode().split())


def test_a_parcel_is_packed_shelf_by_shelf(packer):
    shelves = ["b1-01", "", "A10-02", "A2-07"]
    products = [
        ProductFactory(name=f"On {shelf or 'no shelf'}", shelf=shelf)
        for shelf in shelves
    ]

    text = parcel_page(packer, order_of(*products))

    places = [text.index(f"On {n}") for n in ("A2-07", "A10-02", "b1-01", "no shelf")]
    assert places == sorted(places)
    assert "shelf A2-07" in text


@pytest.mark.parametrize(
    ("weights", "pieces", "sentence"),
    [
        ((340, 100), 2, "All that is left to send weighs about 880 g."),
        ((340, 900), 2, "All that is left to send weighs about 2.5 kg."),
        ((1000,), 1, "All that is left to send weighs about 1.0 kg."),
    ],
)
def test_the_weight_of_what_is_left_is_told(packer, weights, pieces, sentence):
    products = [ProductFactory(weight=weight) for weight in weights]

    assert sentence in parcel_page(packer, order_of(*products, pieces=pieces))


def test_only_what_is_left_is_weighed(packer):
    mug = ProductFactory(weight=300)
    order = order_of(mug, pieces=3)
    send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 2})

    assert "weighs about 300 g." in parcel_page(packer, order)


def test_no_weight_is_guessed_where_one_is_not_known(packer):
    order = order_of(ProductFactory(weight=300), ProductFactory())

    assert "weighs about" not in parcel_page(packer, order)


@pytest.mark.parametrize(
    ("field", "entered", "sentence"),
    [
        ("weight", "0", "greater than or equal to 1"),
        ("weight", "1000001", "less than or equal to 1000000"),
        ("shelf", "A" * 31, "at most 30 characters"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_by_its_field(
    as_role, field, entered, sentence
):
    mug = ProductFactory(name="Mug")
    fields = {
        "name": "Cup",
        "slug": mug.slug,
        "sku": mug.sku,
        "price": "5",
        "seen_version": mug.version,
        field: entered,
    }

    url = reverse("admin:shop_product_change", args=[mug.pk])
    response = as_role("catalogue").post(url, fields)

    errors = response.context["adminform"].form.errors
    assert any(sentence in text for text in errors[field])
    mug.refresh_from_db()
    assert (mug.name, mug.weight, mug.shelf) == ("Mug", None, "")

"""SKUs differ by case; a search box finds them whatever the case."""

import pytest

from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lookup", "text"),
    [
        ("iexact", "pen-1"),
        ("icontains", "EN-"),
        ("istartswith", "PEN"),
        ("iendswith", "N-1"),
    ],
)
def test_a_search_finds_both_cases(lookup, text):
    ProductFactory(sku="PEN-1")
    ProductFactory(sku="pen-1")
    ProductFactory(sku="INK-2")

    found = Product.objects.filter(**{f"sku__{lookup}": text})

    assert sorted(product.sku for product in found) == ["PEN-1", "pen-1"]


def test_a_search_through_a_relation_finds_both_cases():
    pen = ProductFactory(sku="PEN-1")
    movement = pen.movements.get()

    assert movement in type(movement).objects.filter(product__sku__istartswith="pen")


def test_the_exact_lookup_tells_them_apart():
    ProductFactory(sku="PEN-1")
    lower = ProductFactory(sku="pen-1")

    assert Product.objects.get(sku="pen-1") == lower

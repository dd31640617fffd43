"""Many products at once, as drafts."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from shop.models import Product, StockMovement
from shop.services import create_drafts
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@dataclass
class Draft:
    sku: str
    name: str = "Red heart"
    price: Decimal = Decimal("2.5500")


def slugs():
    return dict(Product.all_objects.values_list("sku", "slug"))


def test_a_draft_has_no_stock_no_category_and_a_history():
    create_drafts(drafts=[Draft("85123A")])

    product = Product.objects.get()
    assert (product.status, product.stock_quantity) == ("draft", 0)
    assert (product.category, product.price) == (None, Decimal("2.55"))
    assert product.slug == "red-heart-85123a"
    assert product.history.count() == 1
    assert not StockMovement.objects.exists()


def test_skus_that_differ_by_case_or_blanks_have_addresses_of_their_own():
    create_drafts(drafts=[Draft("15056BL"), Draft("15056bl"), Draft("15056bl ")])

    assert slugs()["15056BL"] == "red-heart-15056bl"
    assert len(set(slugs().values())) == 3


def test_an_address_that_is_taken_is_not_taken_again():
    ProductFactory(sku="OLD", slug="red-heart-1").soft_delete()

    create_drafts(drafts=[Draft("1")])

    assert slugs()["1"].startswith("red-heart-1-")


def test_a_sku_of_signs_only_has_an_address():
    create_drafts(drafts=[Draft("???", name="!")])

    assert len(slugs()["???"]) == 12

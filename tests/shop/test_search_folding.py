"""People find a product however they write its accents, capitals and signs."""

import pytest

from shop.models import Product
from shop.search import search
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db
NAMES = ["Café Crème cup", "ÉTAGÈRE murale", "Straße poster", "L’été tasse"]


@pytest.fixture
def products():
    # Written by a bulk path, which no `save()` sees.
    rows = [ProductFactory.build(name=name, family=None) for name in NAMES]
    for row in rows:
        row.category = None
    Product.objects.bulk_create(rows)
    return rows


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("cafe", 0),
        ("CAFÉ", 0),
        ("creme", 0),
        ("Café", 0),
        ("cafe\u0301", 0),
        ("Café\u200b CREME", 0),
        ("étagère", 1),
        ("etagere", 1),
        ("strasse", 2),
        ("STRAẞE", 2),
        ("l'été", 3),
        ("L’ETE", 3),
    ],
)
def test_a_product_is_found(products, text, place):
    assert list(search(text)) == [products[place]]


def test_what_begins_with_the_words_ranks_first(products):
    other = ProductFactory(name="Tasse Cafe creme")

    found = search("CAFÉ crème").order_by("rank")

    assert list(found) == [products[0], other]
    assert [row.rank for row in found] == [0, 1]


def test_tags_and_descriptions_are_folded_too():
    tagged, told = ProductFactory(), ProductFactory(description="Für den Crêpe")
    tagged.tags.add("Fête")

    assert list(search("fete")) == [tagged]
    assert list(search("crepe fur")) == [told]


def test_signs_of_patterns_are_only_signs():
    percent, other = ProductFactory(name="100 % Café"), ProductFactory(name="100 cafe")

    assert list(search("%")) == [percent]
    assert list(search("_")) == []
    assert set(search("100 café")) == {percent, other}

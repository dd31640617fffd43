"""Finding and ordering products for shoppers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from database.text.folding import folded
from database.text.searching import any_of
from shop.models import Product
from shop.models.products import ProductQuerySet

LONGEST_QUERY = 200
MOST_WORDS = 8
SEARCHED = ("name", "sku", "description")


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to order a list. Every one ends on the key, so that pages never overlap."""

    label: Any
    order: tuple[Any, ...]


SORTS = {
    "newest": Sort(_("Newest"), ("-created_at", "-id")),
    "price": Sort(_("Price, low first"), ("price", "-created_at", "-id")),
    "-price": Sort(_("Price, high first"), ("-price", "-created_at", "-id")),
    "name": Sort(_("Name"), (Lower("name"), "id")),
}
BEST = {"best": Sort(_("Best match"), ("rank", "-created_at", "-id"))}


def sorted_by(
    products: QuerySet[Product], wanted: str, sorts: dict[str, Sort]
) -> tuple[str, QuerySet[Product]]:
    """Return the sort that holds and the products in it; the first is the default."""
    key = wanted if wanted in sorts else next(iter(sorts))
    return key, products.order_by(*sorts[key].order)


def search(text: str) -> ProductQuerySet:
    """Return the visible products that hold every word, for cards, with their `rank`.

    Name, SKU, description and tags are searched, whatever the accents and capitals.
    The whole text at the beginning of the name ranks first, within the name second.
    """
    text = folded(text[:LONGEST_QUERY])
    products = Product.objects.visible().for_cards()
    for word in text.split()[:MOST_WORDS]:
        # By two lists of keys: with the tags in one condition no index would be used.
        found = Product.all_objects.filter(any_of(SEARCHED, word)).values("pk")
        products = products.filter(pk__in=found.order_by().union(_tagged(word)))
    return products.annotate(
        rank=Case(
            When(name__begins=text, then=Value(0)),
            When(name__finds=text, then=Value(1)),
            default=Value(2),
        )
    )


def _tagged(word: str) -> QuerySet:
    return Product.tags.through.objects.filter(tag__name__finds=word).values(
        "object_id"
    )

"""Finding and ordering products for shoppers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from shop.models import Product
from shop.models.products import ProductQuerySet

LONGEST_QUERY = 200
MOST_WORDS = 8


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

    Name, SKU, description and tags are searched. The whole text at the beginning of
    the name ranks first, within the name second.
    """
    text = " ".join(text[:LONGEST_QUERY].split())
    products = Product.objects.visible().for_cards()
    for word in text.split()[:MOST_WORDS]:
        products = products.filter(
            Q(name__icontains=word)
            | Q(sku__icontains=word)
            | Q(description__icontains=word)
            | Q(pk__in=_tagged(word))
        )
    return products.annotate(
        rank=Case(
            When(name__istartswith=text, then=Value(0)),
            When(name__icontains=text, then=Value(1)),
            default=Value(2),
        )
    )


def _tagged(word: str) -> QuerySet:
    return Product.tags.through.objects.filter(tag__name__icontains=word).values(
        "object_id"
    )

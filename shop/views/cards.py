"""Products as the cards of lists show them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from shop.models import Picture, Product

MANY = 6  # pieces; a card names the number of those that are left below it


class Card(NamedTuple):
    """All that a card shows, so that cards that are equal look the same."""

    slug: str
    name: str
    price: Decimal
    file: str  # of the first picture; empty without one
    alt: str
    left: int  # pieces; MANY for that number and more
    absence: str  # what is said if there are none


def cards_of(products: Iterable[Product]) -> list[Card]:
    """Return the cards: two queries for any number, a third if some ran out.

    A query should be limited by `for_cards()`, which leaves out what no card shows.
    """
    products = list(products)
    pictures = _lead_pictures([product.pk for product in products])
    _remember_who_was_stocked([one for one in products if not one.is_in_stock])
    return [
        Card(
            product.slug,
            product.name,
            product.price,
            *pictures.get(product.pk, ("", "")),
            min(product.stock_quantity, MANY),
            "" if product.is_in_stock else product.absence,
        )
        for product in products
    ]


def _lead_pictures(keys: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return file and description of each product's first picture."""
    rows = Picture.objects.filter(product__in=keys) if keys else Picture.objects.none()
    pictures: dict[UUID, tuple[str, str]] = {}
    for key, *picture in rows.values_list("product", "image", "alt"):
        pictures.setdefault(key, tuple(picture))
    return pictures


def _remember_who_was_stocked(products: list[Product]) -> None:
    if not products:
        return
    moves: Any = Product.movements.rel.related_model._default_manager
    rows = moves.filter(product__in=[product.pk for product in products]).order_by()
    stocked = set(rows.values_list("product", flat=True).distinct())
    for product in products:
        product.was_stocked = product.pk in stocked

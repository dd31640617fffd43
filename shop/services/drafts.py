"""Many products at once, as drafts that nobody sees before staff publish them."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from database.transactions import retry_on_conflict
from shop.models import Product

BATCH = 1000
_LONGEST_SLUG = 200


class Draft(Protocol):
    """What a new product is made of."""

    @property
    def sku(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def price(self) -> Decimal: ...


@retry_on_conflict()
def create_drafts(*, drafts: Sequence[Draft]) -> list[Product]:
    """Create products with an unknown SKU each, without stock, all of them or none."""
    return add_drafts(drafts=drafts)


def add_drafts(*, drafts: Sequence[Draft]) -> list[Product]:
    """Add them in the caller's transaction."""
    slugs = _free_slugs(drafts)
    products = [
        Product(sku=draft.sku, name=draft.name, price=draft.price, slug=slug)
        for draft, slug in zip(drafts, slugs, strict=True)
    ]
    bulk_create_with_history(products, Product, batch_size=BATCH)
    return products


def _free_slugs(drafts: Sequence[Draft]) -> list[str]:
    """Return an address for each, the same for the same drafts in the same shop."""
    wanted = [slugify(f"{draft.name[:100]} {draft.sku}") for draft in drafts]
    taken = set(
        Product.all_objects.only("slug").in_bulk(set(wanted), field_name="slug")
    )
    slugs = []
    for draft, plain in zip(drafts, wanted, strict=True):
        # SKUs that differ by case or blanks only make the same address.
        slug = plain if plain and plain not in taken else _with_digest(plain, draft.sku)
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _with_digest(slug: str, sku: str) -> str:
    digest = hashlib.sha256(sku.encode()).hexdigest()[:12]
    return f"{slug[:_LONGEST_SLUG]}-{digest}".lstrip("-")

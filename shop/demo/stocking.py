"""Puts the demo catalogue into the shop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from shop.demo.catalogue import CATEGORIES, PICTURE_SIZE, PRODUCTS, DemoProduct
from shop.demo.edits import edit_some
from shop.demo.variety import create_families, create_unlisted
from shop.models import Category, Picture, Product

# In how many days what is sold out is expected, in turn; of some nobody knows.
EXPECTED_IN = (16, None, 37, -4)
# What a product is shown with besides: the product on the picture, and in words.
BESIDES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "MM-KIT-0101": (
        ("MM-KIT-0102", "The same mug in speckled blue"),
        ("MM-KIT-0103", "The tall latte mug that goes with it, in rust"),
        ("MM-KIT-0105", "The round teapot that goes with it, in sage"),
    ),
    "MM-HOM-0207": (("MM-HOM-0208", "The same candle, fig and sea salt"),),
}
# The share of products that are as old as the shop.
OLD = 0.85


def create_catalogue(*, until: datetime, by: User) -> dict[str, Product]:
    """Create categories and products without stock; return the products by SKU.

    `by` is the member of staff who keeps the catalogue.
    """
    categories = create_categories()
    families = create_families()
    random = Random("catalogue")  # noqa: S311
    expected_in = cycle(EXPECTED_IN)
    products = {}
    for demo in PRODUCTS:
        days = None if demo.stock else next(expected_in)
        # Most are older than the year of orders, some came later.
        age = (370, 430) if random.random() < OLD or _leads(demo) else (20, 300)
        listed = until - timedelta(days=random.uniform(*age))
        family, values = families.get(demo.sku, (None, {}))
        products[demo.sku] = Product(
            sku=demo.sku,
            name=demo.name,
            slug=demo.slug,
            description=demo.description,
            price=demo.price,
            cost=demo.cost,
            weight=demo.weight,
            shelf=demo.shelf,
            category=categories[demo.category_slug],
            family=family,
            family_values=values,
            status=Product.Status.PUBLISHED,
            published_at=listed,
            is_featured=demo.is_featured,
            expected_back=None if days is None else until.date() + timedelta(days=days),
            attributes=dict(demo.attributes),
            created_at=listed,
            updated_at=listed,
        )
    for product in products.values():
        product._history_date = product.created_at  # type: ignore[attr-defined]
    bulk_create_with_history(list(products.values()), Product, default_user=by)
    for demo in PRODUCTS:
        products[demo.sku].tags.add(*demo.tags)
    unlisted = create_unlisted(categories, until=until, by=by)
    edit_some(products | unlisted, until=until, by=by)
    return products


def _leads(demo: DemoProduct) -> bool:
    """Tell whether the product was one of the first on its shelf."""
    return demo.sku[-2:] <= "03"


def create_categories() -> dict[str, Category]:
    """Create the roots, then their children; return all by slug."""
    created: dict[str, Category] = {}
    for parents in (True, False):
        level = [
            Category(
                slug=demo.slug,
                name=demo.name,
                description=demo.description,
                position=position,
                parent=created.get(demo.parent_slug or ""),
            )
            for position, demo in enumerate(CATEGORIES)
            if (demo.parent_slug is None) is parents
        ]
        bulk_create_with_history(level, Category)
        created |= {category.slug: category for category in level}
    return created


def hang_pictures(products: Mapping[str, Product]) -> None:
    """Store the pictures of the products, given by SKU, and show each with its own.

    Some show a few of the others too.
    """
    of_sku = {demo.sku: demo.picture for demo in PRODUCTS}
    pictures = []
    for demo in PRODUCTS:
        # Without a description: it would say the name again, which stands beside it.
        pictures.append(_hang(products[demo.sku], demo.picture))
        for position, (sku, alt) in enumerate(BESIDES.get(demo.sku, ()), start=1):
            file = of_sku[sku]
            row = _hang(products[demo.sku], file, prefix=f"{demo.slug}-")
            row.alt, row.position = alt, position
            pictures.append(row)
    Picture.objects.bulk_create(pictures)


def _hang(product: Product, file: Path, *, prefix: str = "") -> Picture:
    """Store a picture; return its unsaved row. No two rows share a file."""
    name = f"products/demo/{prefix}{file.name}"
    default_storage.delete(name)
    default_storage.save(name, ContentFile(file.read_bytes()))
    width, height = PICTURE_SIZE
    picture = Picture(product=product, width=width, height=height)
    picture.image.name = name
    return picture

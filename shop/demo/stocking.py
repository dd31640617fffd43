"""Puts the demo catalogue into the shop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from simple_history.utils import bulk_create_with_history

from shop.demo.catalogue import CATEGORIES, PRODUCTS
from shop.models import Category, Picture, Product

SIZE = (960, 1200)  # pixels, 4:5


def create_catalogue(*, until: datetime) -> dict[str, Product]:
    """Create categories and products without stock; return the products by SKU."""
    categories = _create_categories()
    random = Random("catalogue")  # noqa: S311
    products = {}
    for demo in PRODUCTS:
        listed = until - timedelta(days=random.randint(20, 390))
        products[demo.sku] = Product(
            sku=demo.sku,
            name=demo.name,
            slug=demo.slug,
            description=demo.description,
            price=demo.price,
            cost=demo.cost,
            category=categories[demo.category_slug],
            status=Product.Status.PUBLISHED,
            published_at=listed,
            is_featured=demo.is_featured,
            attributes=dict(demo.attributes),
            created_at=listed,
            updated_at=listed,
        )
    bulk_create_with_history(list(products.values()), Product)
    for demo in PRODUCTS:
        products[demo.sku].tags.add(*demo.tags)
    return products


def _create_categories() -> dict[str, Category]:
    """Create the roots, then their children."""
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


def hang_pictures(products: Mapping[str, Product], drawn: Mapping[str, bytes]) -> None:
    """Store the drawn pictures, by SKU, and show each with its product."""
    pictures = []
    for demo in PRODUCTS:
        name = f"products/demo/{demo.sku.lower()}.webp"
        default_storage.delete(name)
        default_storage.save(name, ContentFile(drawn[demo.sku]))
        picture = Picture(
            product=products[demo.sku], alt=demo.name, width=SIZE[0], height=SIZE[1]
        )
        picture.image.name = name
        pictures.append(picture)
    Picture.objects.bulk_create(pictures)

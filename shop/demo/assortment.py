"""Products of a demo at size: the catalogue's, again and again in other series.

They have no pictures: twenty thousand would fill the disk and show nothing new.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from simple_history.utils import bulk_create_with_history

from accounts.models import User
from shop.demo.catalogue import CATEGORIES, PRODUCTS
from shop.demo.stocking import create_categories
from shop.models import Category, Product

# Of the catalogue's own no SKU begins so.
PREFIX = "MX-"
BATCH = 1000
FIVE_PENCE = Decimal("0.05")


def create_assortment(count: int, *, until: datetime, by: User) -> Iterator[Product]:
    """Create so many products, without stock, and yield them in turn.

    All are older than the year before `until`. The caller holds the transaction.
    """
    random = Random("assortment")  # noqa: S311
    slugs = [demo.slug for demo in CATEGORIES]
    known = {row.slug: row for row in Category.all_objects.filter(slug__in=slugs)}
    categories = known or create_categories()
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        made = [_product(number, categories, until, random) for number in numbers]
        bulk_create_with_history(made, Product, batch_size=BATCH, default_user=by)
        yield from made


def _product(
    number: int, categories: dict[str, Category], until: datetime, random: Random
) -> Product:
    series, place = divmod(number, len(PRODUCTS))
    demo = PRODUCTS[place]
    dearer = Decimal(random.randint(80, 130)) / 100
    listed = until - timedelta(days=random.uniform(370, 430))
    product = Product(
        sku=f"{PREFIX}{number + 1:06}",
        name=f"{demo.name}, series {series + 1}",
        slug=f"{demo.slug}-series-{series + 1}",
        description=demo.description,
        price=(demo.price * dearer).quantize(FIVE_PENCE / 5) // FIVE_PENCE * FIVE_PENCE,
        cost=(demo.cost * dearer).quantize(FIVE_PENCE / 5),
        category=categories[demo.category_slug],
        status=Product.Status.PUBLISHED,
        published_at=listed,
        attributes=dict(demo.attributes),
        created_at=listed,
        updated_at=listed,
    )
    product._history_date = listed  # type: ignore[attr-defined]
    return product

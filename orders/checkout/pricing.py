"""What the price function is given: the products as they are sold now, and the shop."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from database.rows.prepared import Parameter, Reading
from orders.prices.delivery import Delivery
from orders.prices.quote import PricedLine, PricingContext
from shop.errors import OutOfStock
from shop.models import Product
from shop.services.stock import Move, find_shortages


def read_priced_lines(quantities: Mapping[UUID, int]) -> list[PricedLine]:
    """Read the products. Raises OutOfStock if one is not sold now."""
    keys = {f"key{n}": key for n, key in enumerate(quantities)}
    rows = _products_on_sale(len(keys))(**keys, now=timezone.now())
    products = {row[0]: _Priced(*row) for row in rows}
    if len(products) < len(quantities):
        raise OutOfStock(
            find_shortages([Move(pk, count, "") for pk, count in quantities.items()])
        )
    return [priced_line(products[pk], count) for pk, count in quantities.items()]


class _Priced(NamedTuple):
    """What `priced_line` reads of a product."""

    pk: UUID
    sku: str
    name: str
    price: Decimal
    cost: Decimal | None


@lru_cache(maxsize=100)
def _products_on_sale(count: int) -> Reading:
    """Return what reads so many products by `key0`, `key1` and so on, sold `now`."""
    key, now = (
        Product._meta.pk,
        Parameter("now", Product._meta.get_field("published_at")),
    )
    keys = [Parameter(f"key{number}", key) for number in range(count)]
    rows = Product.all_objects.on_sale(now).filter(pk__in=keys).order_by()
    return Reading(lambda: rows.values_list(*_Priced._fields))


def priced_line(product: Any, quantity: int) -> PricedLine:
    """Return what `price` has to know about a product, or a row with that of it."""
    return PricedLine(
        product_id=product.pk,
        sku=product.sku,
        name=product.name,
        quantity=quantity,
        unit_price=product.price,
        unit_cost=product.cost,
    )


def pricing_context(delivery: Delivery | None = None) -> PricingContext:
    """Return the shop's currency and tax, and the price of this way to deliver."""
    return PricingContext(
        currency=settings.CURRENCY,
        tax_rate=settings.DEFAULT_TAX_RATE,
        prices_include_tax=settings.PRICES_INCLUDE_TAX,
        shipping_price=delivery.price if delivery else Decimal(0),
        free_shipping_from=delivery.free_from if delivery else None,
    )

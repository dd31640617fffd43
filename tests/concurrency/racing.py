"""What the races of the shop share."""

from database.races.race import race
from orders.proving.books import ledger_agrees
from shop.models import Product

__all__ = ["race", "stock_of"]


def stock_of(product: Product) -> int:
    """Return the pieces in stock, and fail where the ledger says otherwise."""
    assert ledger_agrees(product.pk)
    return Product.all_objects.get(pk=product.pk).stock_quantity

"""What can be done to the catalogue and its stock."""

from shop.services.catalogue import archive_product, publish_product
from shop.services.drafts import add_drafts, create_drafts
from shop.services.stock import adjust_stock, set_stock

__all__ = [
    "add_drafts",
    "adjust_stock",
    "archive_product",
    "create_drafts",
    "publish_product",
    "set_stock",
]

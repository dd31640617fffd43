"""The catalogue, its stock ledger, and what customers do with it."""

from shop.models.activity import Activity
from shop.models.categories import Category
from shop.models.products import Picture, Product, ProductFamily, TaggedProduct
from shop.models.stock import StockMovement

__all__ = [
    "Activity",
    "Category",
    "Picture",
    "Product",
    "ProductFamily",
    "StockMovement",
    "TaggedProduct",
]

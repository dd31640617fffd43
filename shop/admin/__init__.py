"""The back office of the catalogue."""

from shop.admin import activity, categories, products, stock, tags

__all__ = ["activity", "categories", "products", "stock", "tags"]

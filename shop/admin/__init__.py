"""The back office of the catalogue."""

from shop.admin import activity, categories, changes, products, stock, tags

__all__ = ["activity", "categories", "changes", "products", "stock", "tags"]

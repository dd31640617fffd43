"""What decides a price besides the products: ways to deliver."""

from orders.admin.prices import delivery

__all__ = ["delivery"]

"""What orders add to the pages of people."""

from orders.admin.customers import customers

__all__ = ["customers"]

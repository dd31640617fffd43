"""Orders, parcels and returns as staff see and change them."""

from orders.admin.orders import orders, returns, staff_baskets

__all__ = ["orders", "returns", "staff_baskets"]

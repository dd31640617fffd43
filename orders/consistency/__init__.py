"""What has to be true of orders, by subject; importing registers the checks."""

from orders.consistency import mails, orders, parcels, payments, returns

__all__ = ["mails", "orders", "parcels", "payments", "returns"]

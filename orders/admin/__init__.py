"""The back office of the orders."""

from orders.admin import customers, mails, money, orders, reports

__all__ = ["customers", "mails", "money", "orders", "reports"]

"""The back office of the orders."""

from orders.admin import customers, mails, money, orders, prices, reports

__all__ = ["customers", "mails", "money", "orders", "prices", "reports"]

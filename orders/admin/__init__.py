"""The back office of the orders."""

from orders.admin import (
    credit_notes,
    customers,
    mail_texts,
    mails,
    orders,
    payments,
    products,
    refunds,
    returns,
    staff_baskets,
    statements,
)

__all__ = [
    "credit_notes",
    "customers",
    "mail_texts",
    "mails",
    "orders",
    "payments",
    "products",
    "refunds",
    "returns",
    "staff_baskets",
    "statements",
]

"""Payments, refunds, credit notes and bank statements."""

from orders.admin.money import credit_notes, payments, refunds, statements

__all__ = ["credit_notes", "payments", "refunds", "statements"]

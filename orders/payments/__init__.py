"""What is paid: it follows from the ledger of payments, never from a status."""

from orders.payments.amounts import (
    Standing,
    amount_due,
    captured,
    refunded,
    shown_standing,
    standing,
)

__all__ = [
    "Standing",
    "amount_due",
    "captured",
    "refunded",
    "shown_standing",
    "standing",
]

"""What is paid: it follows from the ledger of payments, never from a status."""

from orders.ledger.entries import (
    Balance,
    amount_due,
    balance_of,
    captured,
    refunded,
    shown_balance,
    taken_off,
)

__all__ = [
    "Balance",
    "amount_due",
    "balance_of",
    "captured",
    "refunded",
    "shown_balance",
    "taken_off",
]

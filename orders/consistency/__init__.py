"""What has to be true of orders, by subject; importing registers the checks."""

from orders.consistency import (
    imports,
    mails,
    orders,
    parcels,
    payments,
    pieces,
    returns,
)

__all__ = ["imports", "mails", "orders", "parcels", "payments", "pieces", "returns"]

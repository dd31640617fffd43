"""Who moves money, and the ways to pay that the shop has."""

from orders.providers.base import (
    REFUSED,
    Answer,
    Event,
    OnlineProvider,
    ProviderSilent,
    may_be_linked,
)
from orders.providers.methods import PaymentMethod, online, payment_method

__all__ = [
    "REFUSED",
    "Answer",
    "Event",
    "OnlineProvider",
    "PaymentMethod",
    "ProviderSilent",
    "may_be_linked",
    "online",
    "payment_method",
]

"""Who moves money, and the ways to pay that the shop has."""

from orders.providers.base import (
    Answer,
    Event,
    OnlineProvider,
    ProviderSilent,
)
from orders.providers.methods import PaymentMethod, online, payment_method

__all__ = [
    "Answer",
    "Event",
    "OnlineProvider",
    "PaymentMethod",
    "ProviderSilent",
    "online",
    "payment_method",
]

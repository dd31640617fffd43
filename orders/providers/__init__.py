"""Who moves money: the interface, and the providers that the shop has."""

from orders.providers.base import (
    Answer,
    Event,
    OnlineProvider,
    PaymentProvider,
    ProviderSilent,
)
from orders.providers.registry import online, provider, provider_of

__all__ = [
    "Answer",
    "Event",
    "OnlineProvider",
    "PaymentProvider",
    "ProviderSilent",
    "online",
    "provider",
    "provider_of",
]

"""The providers by their codes."""

from django.conf import settings

from orders.models import Order
from orders.providers.base import OnlineProvider, PaymentProvider
from orders.providers.manual import BankTransfer, CashOnDelivery, Invoice
from orders.providers.rehearsal import Rehearsal

_PROVIDERS: dict[str, PaymentProvider] = {
    known.code: known
    for known in (Invoice(), BankTransfer(), CashOnDelivery(), Rehearsal())
}


def provider(code: str) -> PaymentProvider | None:
    """Return the provider of this code; None where the shop has none (any more)."""
    if code == Rehearsal.code and settings.TEST_PAYMENTS == "off":
        return None
    return _PROVIDERS.get(code)


def provider_of(order: Order) -> PaymentProvider:
    """Return who moves the order's money; unknown ways to pay are done by hand."""
    return provider(order.payment_method) or _PROVIDERS[Invoice.code]


def online(code: str) -> OnlineProvider | None:
    """Return the provider if it moves money by itself."""
    found = provider(code)
    return found if isinstance(found, OnlineProvider) else None

"""Addresses of order pages, with the signed key that lets a guest in."""

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from orders.models import Order

_signer = Signer(salt="orders.guest")


def guest_key(order: Order) -> str:
    """Return the key with which a guest opens this order."""
    return _signer.signature(order.number)


def opens(order: Order, key: str) -> bool:
    """Tell whether the key opens the order. A customer's order opens to no key."""
    return order.customer_id is None and constant_time_compare(key, guest_key(order))


def order_path(order: Order) -> str:
    """Return the path of the order's page for whoever placed it."""
    if order.customer_id:
        return order.get_absolute_url()
    return f"{order.get_absolute_url()}?{urlencode({'key': guest_key(order)})}"


def order_url(order: Order) -> str:
    """Return the full address of the order's page, for mails."""
    return settings.SITE_URL + order_path(order)

"""Addresses of order pages, with the key that lets a guest in."""

import re

from django.conf import settings
from django.utils.http import urlencode

from orders.models import Order

# What a mail's log holds instead of the key: staff who read it are no guests.
IN_THE_MAIL_ONLY = "in-the-mail-only"
_KEY = r"\?key=[\w.:~%-]*"


def order_path(order: Order) -> str:
    """Return the path of the order's page for whoever placed it."""
    key = order.guest_key
    path = order.get_absolute_url()
    return f"{path}?{urlencode({'key': key})}" if key else path


def order_url(order: Order) -> str:
    """Return the full address of the order's page, for the log of mails."""
    address = settings.SITE_URL + order.get_absolute_url()
    return address if order.customer_id else f"{address}?key={IN_THE_MAIL_ONLY}"


def with_key(text: str, order: Order) -> str:
    """Return the text of a mail as it is sent: its links open the order today.

    Texts from before hold an old key, or none; a customer's link needs none.
    """
    path = order.get_absolute_url()
    return re.sub(re.escape(path) + _KEY, order_path(order), text)

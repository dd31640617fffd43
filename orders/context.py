"""What every page shows of orders: the basket's count, and how we deliver."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from orders.checkout.visitor import pieces_in_basket
from orders.models.delivery import known_deliveries
from orders.prices.delivery import Delivery


def basket(request: HttpRequest) -> dict[str, Any]:
    """Return the pieces in the basket, counted only where they are shown, and more."""
    return {
        "basket_count": SimpleLazyObject(lambda: pieces_in_basket(request)),
        "shipping_methods": SimpleLazyObject(_offered),
        "return_days": settings.RETURN_DAYS,
    }


def _offered() -> tuple[Delivery, ...]:
    return tuple(way for way in known_deliveries().values() if way.is_offered)

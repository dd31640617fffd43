"""Who and what is there for the examples to play with."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from inspect import unwrap
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from database.context import Actor, acting_as
from orders.models import Order
from shop.models import Product


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo's staff, products and orders, on the day it is made."""

    staff: Mapping[str, User]
    # Whom visitors of the demo log in as.
    shopper: User
    products: Mapping[str, Product]
    until: datetime

    def playing(self, role: str) -> AbstractContextManager[Actor]:
        """Let a member of staff act in this block."""
        return acting_as(user_id=self.staff[role].pk)

    def playing_shopper(self) -> AbstractContextManager[Actor]:
        """Let the shopper act in this block."""
        return acting_as(user_id=self.shopper.pk)

    def key(self, sku: str) -> UUID:
        """Return the key of a product."""
        return self.products[sku].pk

    @property
    def shopper_orders(self) -> "QuerySet[Order]":
        """The shopper's orders, newest first."""
        rows = Order.objects.filter(customer=self.shopper)
        return rows.order_by("-placed_at")

    @property
    def others(self) -> "QuerySet[Order]":
        """The orders of everybody else, newest first."""
        rows = Order.objects.exclude(customer=self.shopper)
        return rows.order_by("-placed_at")


def inner(service: Callable[..., Any]) -> Callable[..., Any]:
    """Return what a public service does inside a transaction that is open already."""
    return unwrap(service)

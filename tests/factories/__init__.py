"""Rows that pass the shop's own consistency checks."""

from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.orders import CreditNoteFactory, OrderFactory
from tests.factories.shop import CategoryFactory, ProductFactory

__all__ = [
    "CategoryFactory",
    "CreditNoteFactory",
    "OrderFactory",
    "ProductFactory",
    "StaffFactory",
    "UserFactory",
]

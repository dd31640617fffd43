"""Orders as a checkout leaves them behind, because a checkout makes them."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from orders.models import CreditNote, CreditNoteLine, Order
from orders.services import place_order
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory


class OrderFactory:
    """`OrderFactory()` places an order of two pieces of a new product."""

    def __new__(
        cls, *, customer: Any = ..., lines: Any = None, **checkout: Any
    ) -> Order:
        lines = lines or {ProductFactory().pk: 2}
        customer = UserFactory() if customer is ... else customer
        return place_order(
            customer=customer, lines=lines, idempotency_key=str(uuid4()), **checkout
        )


class CreditNoteLineFactory(DjangoModelFactory):
    """One piece of a product of its own."""

    class Meta:
        model = CreditNoteLine

    product = factory.SubFactory(ProductFactory)
    position = 1
    sku = factory.SelfAttribute("product.sku")
    name = factory.SelfAttribute("product.name")
    quantity = 1
    unit_price = factory.LazyAttribute(lambda line: -line.line_total)


class CreditNoteFactory(DjangoModelFactory):
    """One line, which takes the whole total back."""

    class Meta:
        model = CreditNote
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"C{n}")
    customer = factory.SubFactory(
        UserFactory, source_key=factory.Sequence(lambda n: f"online-retail:{n}")
    )
    source = Order.Source.IMPORT
    currency = "GBP"
    total = Decimal("-10.00")
    issued_at = factory.LazyFunction(timezone.now)
    line = factory.RelatedFactory(
        CreditNoteLineFactory,
        "credit_note",
        line_total=factory.SelfAttribute("..total"),
    )

"""Categories and products, whose stock is booked in the ledger."""

from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from shop.models import Category, Product, StockMovement


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.Sequence(lambda n: f"category-{n}")


class ProductFactory(DjangoModelFactory):
    """A published product at 10.00 with 10 pieces in stock."""

    class Meta:
        model = Product
        skip_postgeneration_save = True

    sku = factory.Sequence(lambda n: f"SKU-{n}")
    name = factory.Sequence(lambda n: f"Product {n}")
    slug = factory.Sequence(lambda n: f"product-{n}")
    price = Decimal("10.00")
    cost = Decimal("4.00")
    status = Product.Status.PUBLISHED
    stock_quantity = 10

    @factory.post_generation
    def opening(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.stock_quantity:
            StockMovement.objects.create(
                product=self,
                delta=self.stock_quantity,
                reason=StockMovement.Reason.OPENING,
                reference=f"opening:{self.pk}",
                balance_after=self.stock_quantity,
            )

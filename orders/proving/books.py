"""What the books say after a race."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Sum

from orders.models import Line
from shop.models import Product


def ledger_agrees(*product_ids: UUID) -> bool:
    """Tell whether each product's movements add up to its stock."""
    products = Product.all_objects.filter(pk__in=product_ids)
    booked = products.annotate(booked=Sum("movements__delta", default=0))
    return not booked.exclude(booked=F("stock_quantity")).exists()


def pieces_left(product_ids: Sequence[UUID]) -> int:
    """Return the pieces in stock of these products."""
    products = Product.all_objects.filter(pk__in=product_ids)
    return products.aggregate(sum=Sum("stock_quantity", default=0))["sum"]


def pieces_ordered(product_ids: Sequence[UUID]) -> int:
    """Return the pieces of these products that stand in orders."""
    lines = Line.objects.filter(product__in=product_ids)
    return lines.aggregate(sum=Sum("quantity", default=0))["sum"]

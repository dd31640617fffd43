"""Orders of a chosen day, for reports to count."""

from datetime import UTC, datetime
from decimal import Decimal

from orders.models import Line, Order
from tests.factories import OrderFactory, ProductFactory


def sell(*moment, product=None, pieces=1, status="delivered", cost=None, **order):
    """Sell pieces of a product (a new one of £10.00) at a UTC moment."""
    product = product or ProductFactory(price=Decimal("10.00"), stock_quantity=1000)
    placed = OrderFactory(lines={product.pk: pieces}, **order)
    at = datetime(*moment, tzinfo=UTC)
    Order.objects.filter(pk=placed.pk).update(placed_at=at, status=status)
    if cost is not None:
        Line.objects.filter(order=placed).update(unit_cost=Decimal(cost))
    placed.refresh_from_db()
    return placed

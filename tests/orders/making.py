"""Orders in the states that payments, refunds and returns start from."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from orders.ledger.refunds import Wish
from orders.models import Order
from orders.services import (
    confirm_order,
    deliver_order,
    record_payment,
    refund_order,
    ship_order,
)
from tests.factories import OrderFactory, ProductFactory


def paid_order(**fields: Any) -> Order:
    """Return an order of two pieces at 10.00 that was transferred in full."""
    order = OrderFactory(payment_method="bank_transfer", **fields)
    return pay(order, order.total)


def delivered_order(**fields: Any) -> Order:
    """Return a paid order that arrived."""
    order = paid_order(**fields)
    ship_order(order_id=order.pk)
    return deliver_order(order_id=order.pk)


def unpaid_delivered_order(**fields: Any) -> Order:
    """Return an order on invoice that arrived and is not paid."""
    order = OrderFactory(**fields)
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)
    return deliver_order(order_id=order.pk)


def pay(order: Order, amount: Any) -> Order:
    return record_payment(
        order_id=order.pk, amount=Decimal(amount), reference=uuid4().hex
    )


def refund(order: Order, **wish: Any) -> Any:
    """Refund what the wish says, under a key of its own."""
    wish = {"key": uuid4().hex, "reason": "Broken in the post", **wish}
    return refund_order(order_id=order.pk, wish=Wish(**wish))


def pen(**fields: Any) -> Any:
    return ProductFactory(name="Pen", **fields)

"""Money that arrives while something else happens to its order."""

from decimal import Decimal
from uuid import uuid4

from orders.models import Order
from orders.services import record_payment


def pay(order: Order, amount: Decimal | None = None) -> Order:
    """Book a transfer of the whole total, or of this amount."""
    return record_payment(
        order_id=order.pk,
        amount=order.total if amount is None else amount,
        reference=uuid4().hex,
    )

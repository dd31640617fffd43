"""`place_order` as code outside relies on it: a checkout's parts as keywords."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import User
from orders.checkout import placing
from orders.checkout.checkout import ADDRESS_FIELDS, Checkout, Recipient
from orders.models import Order


def place_order(
    *,
    customer: User | None,
    lines: Mapping[UUID, int],
    idempotency_key: str,
    email: str | None = None,
    expected_total: Decimal | None = None,
    **checkout: Any,
) -> Order:
    """Create an order for {product id: quantity}, or change nothing at all.

    `checkout` may name the fields of a Recipient and what else a Checkout knows; None
    stands for what is not said. Raises OutOfStock, PriceChanged, KeyReused,
    InvalidOrder; TypeError for a misspelt name.
    """
    said = {name: value for name, value in checkout.items() if value is not None}
    address = {name: said.pop(name) for name in ADDRESS_FIELDS if name in said}
    return placing.place_order(
        checkout=Checkout(
            customer=customer,
            lines=lines,
            email=email or "",
            recipient=Recipient(**address),
            **said,
        ),
        idempotency_key=idempotency_key,
        expected_total=expected_total,
    )

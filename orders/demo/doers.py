"""Who did what in the demo's year: shoppers their part, members of staff the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from orders.models import Order
from orders.providers.methods import BankTransfer
from orders.status import Status

# What a request of somebody who is not signed in is named.
GUEST = "guest"
BY_THE_BUYER = (Status.PENDING, Status.CANCELLED)


def role_of_step(status: str, payment_method: str) -> str:
    """Return the role of whoever takes an order to the status; '' is the buyer.

    A transfer confirms its order, so who books it does; the others are packed.
    """
    if status in BY_THE_BUYER:
        return ""
    is_booking = payment_method == BankTransfer.code
    return "accounting" if status == Status.CONFIRMED and is_booking else "fulfilment"


@dataclass(frozen=True, slots=True)
class Doers:
    """The columns that name the doer, of rows that are written all at once."""

    staff: Mapping[str, User]

    def member(self, role: str) -> dict[str, Any]:
        """Return the columns of what a member of staff did."""
        return {"actor": self.staff[role]}

    def buyer(self, order: Order) -> dict[str, Any]:
        """Return the columns of what the buyer of the order did."""
        is_guest = order.customer_id is None
        return {"actor_label": GUEST} if is_guest else {"actor": order.customer}

    def of_step(self, order: Order, status: str) -> dict[str, Any]:
        """Return the columns of a step of the order."""
        role = role_of_step(status, order.payment_method)
        return self.member(role) if role else self.buyer(order)

"""Ways to deliver, and what each costs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.status import COLLECTION


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A way to deliver. `free_from`: goods worth this or more travel free.

    `days` are the working days it takes at most, once it was sent; 0 is today.
    """

    code: str
    label: Any
    promise: Any
    price: Decimal
    days: int
    free_from: Decimal | None = None

    @property
    def needs_address(self) -> bool:
        """Whether the goods travel, and are not collected."""
        return self.code not in COLLECTION


SHIPPING = {
    method.code: method
    for method in (
        ShippingMethod(
            "standard",
            _("Standard delivery"),
            _("3 to 5 working days"),
            Decimal("3.95"),
            days=5,
            free_from=Decimal("50.00"),
        ),
        ShippingMethod(
            "express",
            _("Express delivery"),
            _("Next working day"),
            Decimal("7.95"),
            days=1,
        ),
        ShippingMethod(
            "pickup",
            _("Collect from the shop"),
            _("Ready in 2 hours"),
            Decimal("0.00"),
            days=0,
        ),
    )
}

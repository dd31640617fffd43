"""A way to deliver, as the price function and the pages know it."""

from dataclasses import dataclass
from decimal import Decimal

from orders.status import is_collection


@dataclass(frozen=True, slots=True)
class Delivery:
    """A way to deliver. `free_from`: goods worth this or more travel free.

    `days` are the working days it takes at most, once it was sent; 0 is today.
    """

    code: str
    label: str
    promise: str
    price: Decimal
    days: int
    free_from: Decimal | None = None
    is_offered: bool = True

    @property
    def needs_address(self) -> bool:
        """Whether the goods travel, and are not collected."""
        return not is_collection(self.code)

"""How large a shop is made, and which sizes make no sense. Pure."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from database.ops.command import UsageError

MOST = 1_000_000
ORDERS_A_CUSTOMER, ORDERS_A_PRODUCT = 5, 50


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of each are made."""

    orders: int
    customers: int
    products: int

    @classmethod
    def of(cls, orders: int, customers: int | None, products: int | None) -> Self:
        """Fill in what nobody said. Raises UsageError for what makes no sense."""
        if not 1 <= orders <= MOST:
            raise UsageError(
                _("--scale has to be between 1 and %(most)s orders.")
                % {"most": f"{MOST:,}"}
            )
        for option, count in (("--customers", customers), ("--products", products)):
            if count is not None and not 1 <= count <= orders:
                raise UsageError(
                    _("%(option)s has to be between 1 and the number of orders.")
                    % {"option": option}
                )
        return cls(
            orders=orders,
            customers=customers or max(1, orders // ORDERS_A_CUSTOMER),
            products=products or max(1, orders // ORDERS_A_PRODUCT),
        )

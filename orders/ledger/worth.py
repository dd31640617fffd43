"""What an order's parts are worth when they are given back.

Pieces are worth a share of their line. Shares are cut from the front, so that however
a line is given back, piece by piece or at once, its parts add up to what was paid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from orders.models import Line, Order, Refund, RefundLine
from orders.prices.quote import ZERO, to_money


class TooMany(ValueError):
    """More pieces than are left of a line: of `.key`, only `.left`."""

    def __init__(self, key: UUID, left: int) -> None:
        self.key, self.left = key, left
        super().__init__(f"{key}: {left} left")


@dataclass(frozen=True, slots=True)
class Worth:
    """What was paid for all pieces of a line, and how many were given back before."""

    quantity: int
    amount: Decimal
    given_back: int = 0

    @property
    def left(self) -> int:
        return self.quantity - self.given_back


def worth_of_line(
    line_total: Decimal, discount: Decimal, tax: Decimal, *, tax_included: bool
) -> Decimal:
    """Return what the customer pays for a line, tax and discount counted."""
    return line_total - discount + (ZERO if tax_included else tax)


def worth_of_shipping(
    shipping: Decimal, tax: Decimal, *, tax_included: bool
) -> Decimal:
    """Return what the customer pays for delivery."""
    return shipping + (ZERO if tax_included else tax)


def share(worth: Worth, pieces: int) -> Decimal:
    """Return what the next `pieces` of the line are worth, rounded half-up."""
    before, after = worth.given_back, worth.given_back + pieces
    return _first(worth, after) - _first(worth, before)


def shares(
    worths: Mapping[UUID, Worth], pieces: Mapping[UUID, int]
) -> dict[UUID, Decimal]:
    """Return the worth of {line: pieces}. Raises TooMany, and KeyError for no line."""
    found = {}
    for key, count in pieces.items():
        if not 0 < count <= worths[key].left:
            raise TooMany(key, worths[key].left)
        found[key] = share(worths[key], count)
    return found


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum, with its two decimals also if there is nothing."""
    return sum(amounts, ZERO)


def worths(order: Order) -> dict[UUID, Worth]:
    """Return what each line was sold for, and how much of it was refunded before."""
    given = RefundLine.objects.given(order)
    return {
        line.pk: Worth(line.quantity, line_worth(order, line), given[line.pk][0])
        if line.pk in given
        else Worth(line.quantity, line_worth(order, line))
        for line in order.lines.all()
    }


def line_worth(order: Order, line: Line) -> Decimal:
    """Return what the customer pays for all pieces of the line."""
    return worth_of_line(
        line.line_total,
        line.discount_amount,
        line.tax_amount,
        tax_included=order.prices_include_tax,
    )


def shipping_left(order: Order) -> Decimal:
    """Return what can still be refunded of the delivery."""
    worth = worth_of_shipping(
        order.shipping_total,
        order.shipping_tax,
        tax_included=order.prices_include_tax,
    )
    given = Refund.objects.filter(order=order).aggregate(sum=Sum("shipping"))["sum"]
    return worth - to_money(Decimal(given or 0))


def _first(worth: Worth, pieces: int) -> Decimal:
    return to_money(worth.amount * pieces / worth.quantity)

"""What an order's parts are worth when they are given back: pure arithmetic.

Pieces are worth a share of their line. Shares are cut from the front, so that however
a line is given back, piece by piece or at once, its parts add up to what was paid.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from orders.pricing import ZERO, to_money

Key = TypeVar("Key", bound=Hashable)


class TooMany(ValueError):
    """More pieces than are left of a line: of `.key`, only `.left`."""

    def __init__(self, key: Hashable, left: int) -> None:
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
    worths: Mapping[Key, Worth], pieces: Mapping[Key, int]
) -> dict[Key, Decimal]:
    """Return the worth of {line: pieces}. Raises TooMany, and KeyError for no line."""
    found = {}
    for key, count in pieces.items():
        if not 0 < count <= worths[key].left:
            raise TooMany(key, worths[key].left)
        found[key] = share(worths[key], count)
    return found


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum, with its two decimals also where there is nothing."""
    return sum(amounts, ZERO)


def _first(worth: Worth, pieces: int) -> Decimal:
    return to_money(worth.amount * pieces / worth.quantity)

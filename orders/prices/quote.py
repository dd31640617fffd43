"""The one price function: pure, used by basket, checkout, orders and edits.

Money is Decimal. A line total is rounded half-up when it is made; totals are sums of
rounded lines, so that every figure on the invoice can be added up by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from database.rows.money import MOST_MONEY
from database.rows.money import round_half_up as to_money

__all__ = ["PricedLine", "PricingContext", "Quote", "QuoteLine", "price", "to_money"]

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One product of a basket: what `price` needs to know."""

    product_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    unit_cost: Decimal | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricingContext:
    """What besides the lines decides a price."""

    currency: str
    tax_rate: Decimal = ZERO
    prices_include_tax: bool = True
    shipping_price: Decimal = ZERO
    # Goods worth this or more travel free; None means never.
    free_shipping_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line with its amounts."""

    line: PricedLine
    line_total: Decimal
    discount_amount: Decimal
    tax_rate: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """All amounts of an order. `total` is what the shopper pays."""

    lines: tuple[QuoteLine, ...]
    currency: str
    prices_include_tax: bool
    subtotal: Decimal
    discount_total: Decimal
    shipping_total: Decimal
    shipping_tax: Decimal
    tax_total: Decimal
    total: Decimal

    @property
    def is_too_large(self) -> bool:
        """Tell whether one of the amounts is more than can be stored."""
        return max(self.total, self.subtotal, self.tax_total) > MOST_MONEY

    def totals(self) -> dict[str, Any]:
        """Return the amounts by the names an order keeps them under."""
        return {
            "currency": self.currency,
            "prices_include_tax": self.prices_include_tax,
            "subtotal": self.subtotal,
            "discount_total": self.discount_total,
            "shipping_total": self.shipping_total,
            "shipping_tax": self.shipping_tax,
            "tax_total": self.tax_total,
            "total": self.total,
        }


def price(lines: Sequence[PricedLine], context: PricingContext) -> Quote:
    """Return the amounts of these lines. The order of the lines does not matter."""
    return add_up([_quote_line(line, context) for line in lines], context)


def add_up(quoted: Sequence[QuoteLine], context: PricingContext) -> Quote:
    """Return the amounts of lines that are priced, the delivery added."""
    subtotal = sum((line.line_total for line in quoted), ZERO)
    discount = sum((line.discount_amount for line in quoted), ZERO)
    shipping = _shipping(subtotal - discount, context) if quoted else ZERO
    shipping_tax = _tax(shipping, context.tax_rate, context.prices_include_tax)
    tax = sum((line.tax_amount for line in quoted), ZERO) + shipping_tax
    on_top = ZERO if context.prices_include_tax else tax
    return Quote(
        lines=tuple(quoted),
        currency=context.currency,
        prices_include_tax=context.prices_include_tax,
        subtotal=subtotal,
        discount_total=discount,
        shipping_total=shipping,
        shipping_tax=shipping_tax,
        tax_total=tax,
        total=subtotal - discount + shipping + on_top,
    )


def _quote_line(line: PricedLine, context: PricingContext) -> QuoteLine:
    total = to_money(line.quantity * line.unit_price)
    rate = context.tax_rate if line.tax_rate is None else line.tax_rate
    return QuoteLine(
        line=line,
        line_total=total,
        discount_amount=ZERO,
        tax_rate=rate,
        tax_amount=_tax(total, rate, context.prices_include_tax),
    )


def _tax(amount: Decimal, rate: Decimal, included: bool) -> Decimal:
    """Return the tax on an amount, or the tax within it."""
    return to_money(amount * rate / (1 + rate) if included else amount * rate)


def _shipping(goods: Decimal, context: PricingContext) -> Decimal:
    free_from = context.free_shipping_from
    if free_from is not None and goods >= free_from:
        return ZERO
    return to_money(context.shipping_price)

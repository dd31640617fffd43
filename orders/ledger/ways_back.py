"""Which way money goes back: to the charges that took it, and the rest by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from orders.models import Order, Payment, PaymentEntry, Refund
from orders.prices.quote import ZERO, to_money
from orders.providers import payment_method

Method = Refund.Method
Kind = PaymentEntry.Kind


@dataclass(frozen=True, slots=True)
class WayBack:
    """So much goes back this way; `tender` names the charge it was taken by, if any."""

    method: Method
    amount: Decimal
    tender: str = ""


def ways_back(order: Order, amount: Decimal) -> list[WayBack]:
    """Return the ways on which the amount goes back where it came from.

    What no provider took goes back by hand.
    """
    ways = []
    for code, left in _charges(order):
        if part := min(left, amount):
            ways.append(WayBack(Method.ORIGINAL, part, code))
            amount -= part
    return [*ways, _by_hand(order, amount)] if amount else ways


def one_way_back(order: Order, amount: Decimal) -> WayBack:
    """Return one way on which all of it can go back."""
    for code, left in _charges(order):
        if left >= amount:
            return WayBack(Method.ORIGINAL, amount, code)
    return _by_hand(order, amount)


def left_at(order: Order, code: str) -> Decimal:
    """Return what this provider took of the order's money and can still give back."""
    sums = PaymentEntry.objects.filter(order=order, provider=code).sums()
    waiting = Refund.objects.filter(order=order, provider=code).to_carry_out()
    promised = to_money(Decimal(waiting.aggregate(sum=Sum("amount"))["sum"] or 0))
    return sums[Kind.CAPTURED] - sums[Kind.REFUNDED] - promised


def _charges(order: Order) -> Iterator[tuple[str, Decimal]]:
    """Yield the providers that took money of the order, and what each still holds."""
    charges = Payment.objects.filter(order=order).order_by("created_at", "id")
    for code in charges.values_list("provider", flat=True):
        if payment_method(code).automatic:
            yield code, max(left_at(order, code), ZERO)


def _by_hand(order: Order, amount: Decimal) -> WayBack:
    is_automatic = payment_method(order.payment_method).automatic
    return WayBack(Method.BANK if is_automatic else Method.ORIGINAL, amount)

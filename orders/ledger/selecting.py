"""Orders by what is paid and what is due, by their stored balances."""

from django.db.models import F, Q, QuerySet

from orders.models import Order
from orders.prices.quote import ZERO
from orders.providers.methods import PAYMENT, payment_method
from orders.status import Paid, Status

# Something is to pay; an order without a balance owes its total.
DUE = Q(payment_balance__due__gt=0) | Q(payment_balance=None, total__gt=0)
# Pending orders that are paid first, whatever is due.
PAID_FIRST = Q(
    status=Status.PENDING,
    payment_method__in=[method.code for method in PAYMENT.values() if method.prepaid],
)
WAITS_FOR_MONEY = PAID_FIRST & DUE
OVERPAID = Q(payment_balance__due__lt=0)
# Nothing paid at all is no fault: that order waits, or is on invoice.
UNDERPAID = Q(
    payment_balance__due__gt=0,
    payment_balance__captured__gt=F("payment_balance__granted"),
)
# Nothing is to pay, and nothing is ours to keep: it went back, or is going to.
GIVEN_BACK = Q(
    payment_balance__due=0,
    payment_balance__captured__gt=0,
    payment_balance__captured=F("payment_balance__granted"),
)
NOTHING_HELD = Q(
    payment_balance__due__gt=0,
    payment_balance__captured=F("payment_balance__granted"),
) | (Q(payment_balance=None, total__gt=0) & ~Q(status=Status.CANCELLED))


# Ways of which nobody expects the money before the goods are there.
_LATER = {
    method.code: method.unpaid
    for method in PAYMENT.values()
    if method.unpaid != Paid.NOTHING
}
_IMPORTED = Q(source=Order.Source.IMPORT)

SELECTIONS: dict[str, Q] = {
    "differs": OVERPAID | UNDERPAID,
    Paid.PAID: Q(
        payment_balance__due=0,
        payment_balance__captured__gt=F("payment_balance__granted"),
    ),
    Paid.PART: UNDERPAID,
    Paid.NOTHING: NOTHING_HELD & ~_IMPORTED & ~Q(payment_method__in=_LATER),
    **{
        paid: NOTHING_HELD & ~_IMPORTED & Q(payment_method=method)
        for method, paid in _LATER.items()
    },
    Paid.OVER: OVERPAID,
    Paid.TO_REFUND: GIVEN_BACK
    & Q(payment_balance__refunded__lt=F("payment_balance__granted")),
    Paid.REFUNDED: GIVEN_BACK
    & Q(payment_balance__refunded=F("payment_balance__granted")),
    Paid.FREE: Q(payment_balance__due=0, payment_balance__captured=0)
    | Q(payment_balance=None) & (Q(total=0) | Q(status=Status.CANCELLED)),
    Paid.UNKNOWN: NOTHING_HELD & _IMPORTED,
}


def paid_of(order: Order) -> Paid:
    """Return what is paid of the order, by the balance that was read with it."""
    due, balance = order.due, getattr(order, "payment_balance", None)
    held = balance.captured - balance.granted if balance else ZERO
    if due < 0:
        return Paid.OVER
    if held > 0:
        return Paid.PART if due else Paid.PAID
    if due > 0:
        if order.source == Order.Source.IMPORT:
            return Paid.UNKNOWN
        return payment_method(order.payment_method).unpaid
    if balance is None or not balance.captured:
        return Paid.FREE
    return Paid.TO_REFUND if balance.refunded < balance.granted else Paid.REFUNDED


def select(orders: "QuerySet[Order]", name: str) -> "QuerySet[Order]":
    """Keep the orders of a selection; all of them if there is none of this name."""
    return orders.filter(SELECTIONS[name]) if name in SELECTIONS else orders

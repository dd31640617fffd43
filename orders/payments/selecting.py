"""Orders by what is paid and what is due, by their stored balances."""

from django.db.models import F, Q, QuerySet

from orders.methods import PAYMENT
from orders.models import Order
from orders.status import Status

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
SELECTIONS = {
    "differs": OVERPAID | UNDERPAID,
    "over": OVERPAID,
    "under": UNDERPAID,
    "paid": Q(payment_balance__due=0, payment_balance__captured__gt=0),
    "nothing": Q(payment_balance=None) | Q(payment_balance__captured=0),
}


def select(orders: "QuerySet[Order]", name: str) -> "QuerySet[Order]":
    """Keep the orders of a selection; all of them where there is none of this name."""
    return orders.filter(SELECTIONS[name]) if name in SELECTIONS else orders

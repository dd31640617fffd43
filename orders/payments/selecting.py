"""Orders whose payments do not fit what they cost, by their stored balances."""

from django.db.models import F, Q, QuerySet

from orders.models import Order

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

"""What is paid of an order, as a badge."""

from django.utils.safestring import SafeString

from database.back_office.display import badge
from orders.ledger.selecting import paid_of
from orders.models import Order
from orders.status import Paid

_COLOURS = {
    Paid.PAID: "delivered",
    Paid.PART: "pending",
    Paid.NOTHING: "pending",
    Paid.INVOICE: "confirmed",
    Paid.ON_DELIVERY: "confirmed",
    Paid.OVER: "returned",
    Paid.TO_REFUND: "returned",
    Paid.REFUNDED: "cancelled",
    Paid.FREE: "cancelled",
    Paid.UNKNOWN: "cancelled",
}


def paid_badge(order: Order) -> SafeString:
    """Return the badge of what is paid, by the balance that was read with the order."""
    paid = paid_of(order)
    return badge(_COLOURS[paid], paid.label)

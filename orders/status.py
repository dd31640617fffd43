"""The life of an order: which status may follow which, and what is paid of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("pending")
    CONFIRMED = "confirmed", _("confirmed")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")
    RETURNED = "returned", _("returned")


class Paid(models.TextChoices):
    """What is paid of an order, in words. Each order is one of these."""

    PAID = "paid", _("paid")
    PART = "under", _("paid in part")
    NOTHING = "nothing", _("not paid")
    INVOICE = "invoice", _("on invoice")
    ON_DELIVERY = "delivery", _("on delivery")
    OVER = "over", _("paid too much")
    TO_REFUND = "to_refund", _("to be refunded")
    REFUNDED = "refunded", _("refunded")
    FREE = "free", _("nothing to pay")
    # Of another system, which did not say.
    UNKNOWN = "unknown", _("unknown")


NEXT: dict[str, tuple[str, ...]] = {
    Status.PENDING: (Status.CONFIRMED, Status.CANCELLED),
    Status.CONFIRMED: (Status.SHIPPED, Status.CANCELLED),
    Status.SHIPPED: (Status.DELIVERED, Status.RETURNED),
    Status.DELIVERED: (Status.RETURNED,),
    Status.CANCELLED: (),
    Status.RETURNED: (),
}

# The way to deliver by which nothing is sent: the customer comes for it.
COLLECTION = "pickup"
# What a status is called there.
_COLLECTED: dict[str, Any] = {
    Status.SHIPPED: _("ready to collect"),
    Status.DELIVERED: _("collected"),
}

# Pieces of such an order may still leave, or be taken off it.
OPEN = (Status.PENDING, Status.CONFIRMED)
# Reports count these as sold.
SOLD = (Status.CONFIRMED, Status.SHIPPED, Status.DELIVERED)
CANCELLABLE = tuple(old for old, new in NEXT.items() if Status.CANCELLED in new)


def is_collection(shipping_method: str) -> bool:
    """Tell whether the customer comes for it: `pickup`, or `pickup-` and a place."""
    return shipping_method.partition("-")[0] == COLLECTION


def may_follow(old: str, new: str) -> bool:
    """Tell whether an order may go from `old` to `new`; "" is before the first."""
    return new == Status.PENDING if not old else new in NEXT.get(old, ())


def label_of(status: str, shipping_method: str = "") -> str:
    """Return the status in words; as it is where it is none of the list."""
    words: dict[str, Any] = dict(Status.choices)
    if is_collection(shipping_method):
        words |= _COLLECTED
    return str(words.get(status, status))

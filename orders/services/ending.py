"""The end of an order on which nothing is left to send."""

from django.utils.translation import gettext as _

from orders import emails
from orders.models import Order
from orders.services.cancelling import cancel
from orders.services.progress import move
from orders.services.receiving import still_out
from orders.status import OPEN, Status


def end_if_nothing_is_left(order: Order, reason: str | None = None) -> Order:
    """Move the order on once no piece is left to send, under its lock; return it anew.

    Cancelled where nothing ever left. Otherwise shipped, delivered where every parcel
    has arrived, and returned where everything that was sent is back already.
    """
    order = Order.objects.prefetch_related("lines").get(pk=order.pk)
    if order.status not in OPEN or order.pieces_to_ship:
        return order
    if reason is None:
        reason = _("Nothing is left to send.")
    if not order.is_partly_shipped:
        return cancel(order.pk, reason)
    order = move(order.pk, Status.SHIPPED, reason)
    if order.shipments.under_way().exists():
        return order
    order = move(order.pk, Status.DELIVERED, reason)
    if not any(still_out(order).values()):
        order = move(order.pk, Status.RETURNED, _("Everything came back."))
    return order


def tell_cancelled(order: Order, reason: str = "") -> None:
    """Write that the order is cancelled; `reason` is what staff wrote for that mail."""
    emails.mail("order_cancelled", order, reason=reason.strip())

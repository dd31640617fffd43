"""Orders that go on by themselves: nothing is due any more, or nothing left to send."""

from django.utils.translation import gettext as _

from orders import mails
from orders.life.cancelling import cancel
from orders.life.progress import move
from orders.life.still_out import everything_is_back
from orders.mails.expectations import pays_first
from orders.models import Order
from orders.status import OPEN, Status


def go_on(order: Order, reason: str) -> Order | None:
    """Confirm an order that waited for its money."""
    if order.status == Status.PENDING and pays_first(order):
        return move(order.pk, Status.CONFIRMED, reason)
    return None


def go_on_without_money(order: Order) -> Order | None:
    """Confirm an order that waits for its money when no more is due, and tell so.

    For what lowers the price of an order, inside the caller's transaction and under
    the order's lock.
    """
    if order.due > 0:
        return None
    moved = go_on(order, _("Nothing is left to pay."))
    if moved:
        mails.mail("order_confirmed", moved)
    return moved


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
    if everything_is_back(order):
        order = move(order.pk, Status.RETURNED, _("Everything came back."))
    return order


def tell_cancelled(order: Order, reason: str = "") -> None:
    """Write that the order is cancelled; `reason` is what staff wrote for that mail."""
    mails.mail("order_cancelled", order, reason=reason.strip())

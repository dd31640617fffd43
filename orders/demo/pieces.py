"""Two of the demo's orders that are not done: one sent and one cancelled in part."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Line, Order, Shipment, ShipmentLine
from orders.payments.refunds import grant_cancelled
from orders.services.taking_off import take_off
from orders.status import Status


def leave_two_in_part(orders: Iterable[Order]) -> None:
    """Send a piece of the newest order that waits, and cancel one of the next.

    Inside the caller's transaction, by the functions that real orders pass.
    """
    keys = [order.pk for order in orders if order.status == Status.CONFIRMED]
    rows = Order.objects.filter(pk__in=keys).prefetch_related("lines")
    waiting = [row for row in rows.order_by("-placed_at") if row.pieces_to_ship > 1]
    for order, part in zip(waiting, (_send, _cancel), strict=False):
        part(order, order.lines.all()[0])


def _send(order: Order, line: Line) -> None:
    parcel = Shipment.objects.create(
        order=order, position=1, shipped_at=timezone.now(), carrier="Royal Mail"
    )
    ShipmentLine.objects.bulk_create(ShipmentLine.of(parcel, {line.pk: 1}))
    Line.objects.filter(pk=line.pk).update(shipped_quantity=1)


def _cancel(order: Order, line: Line) -> None:
    reason = _("The last one broke in our store.")
    piece = {line.pk: 1}
    key = f"demo-{order.number}"
    refund = grant_cancelled(order, piece, key=key, reason=reason)
    take_off(order, piece, unsellable=piece, refund=refund, reason=reason)

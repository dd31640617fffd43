"""Orders of an earlier version, brought to what their refunds mean."""

from uuid import UUID

from django.utils.translation import gettext as _

from orders.life.going_on import end_if_nothing_is_left, tell_cancelled
from orders.life.taking_off import take_off
from orders.models import Line, Order, RefundLine
from orders.status import OPEN, Status


def take_off_what_was_refunded(*, line_id: UUID) -> bool:
    """Take refunded pieces off their order, in the caller's transaction; tell whether.

    Not back into stock: nobody knows whether the shelf was counted since.
    """
    line = Line.objects.get(pk=line_id)
    order = Order.objects.locked(line.order_id)
    line = order.lines.get(pk=line_id)
    refunded, _amount = RefundLine.objects.given(order).get(line_id, (0, 0))
    pieces = refunded - line.shipped_quantity - line.taken_off_quantity
    if order.status not in OPEN or pieces <= 0:
        return False
    reason = _("Refunded before it was sent.")
    take_off(order, {line_id: pieces}, unsellable={line_id}, reason=reason)
    end_again(order_id=order.pk)
    return True


def end_again(*, order_id: UUID) -> bool:
    """Bring an order to its end if nothing of it is left to send; tell whether."""
    order = Order.objects.locked(order_id)
    ended = end_if_nothing_is_left(order)
    if ended.status == Status.CANCELLED != order.status:
        tell_cancelled(ended)
    return ended.status != order.status

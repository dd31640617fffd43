"""Cancelling a part of an order, or the rest of one that is partly on its way."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.rows.ids import uuid7
from database.transactions import retry_on_conflict
from orders.errors import AlreadyChanged, IllegalStatus, InvalidPieces
from orders.ledger.refunds import grant_cancelled
from orders.life.going_on import (
    end_if_nothing_is_left,
    go_on_without_money,
    tell_cancelled,
)
from orders.life.taking_off import take_off
from orders.mails.telling import tell_taken_off
from orders.models import Order
from orders.status import OPEN, Status


@retry_on_conflict()
def cancel_pieces(
    *,
    order_id: UUID,
    reason: str,
    pieces: Mapping[UUID, int] | None = None,
    unsellable: Collection[UUID] = (),
    shown: int | None = None,
) -> Order:
    """Take {line: pieces} that are not sent yet off the order; None takes all of them.

    Their stock comes back exactly once, but for lines in `unsellable`. The bill is
    lowered by what they cost, and what was paid for them goes back. With the last piece
    the order comes to its end. `shown` is how many pieces were left when the form was
    opened, so that a form posted twice cancels once. Raises IllegalStatus,
    AlreadyChanged and InvalidPieces, and changes nothing.
    """
    order = Order.objects.locked(order_id)
    if shown is not None and shown != order.pieces_to_ship:
        raise AlreadyChanged(order.number)
    if order.status not in OPEN:
        raise IllegalStatus(order.number, order.status, Status.CANCELLED)
    if not reason.strip():
        raise InvalidPieces(_("Say why: the customer reads it in the mail."))
    chosen = _chosen(order, pieces)
    refund = grant_cancelled(order, chosen, key=f"pieces:{uuid7()}", reason=reason)
    rows = take_off(order, chosen, unsellable=unsellable, refund=refund, reason=reason)
    ended = end_if_nothing_is_left(order)
    if ended.status == Status.CANCELLED:
        tell_cancelled(ended, reason)
    else:
        tell_taken_off(ended, rows, refund, reason)
    ended = go_on_without_money(ended) or ended
    count = sum(chosen.values())
    log_operation(
        "orders.cancel_pieces",
        f"{count} pieces of order {order.number} cancelled: {reason.strip()[:200]}",
        order=order.number,
        pieces=count,
        credited=str(refund.credited) if refund else "0",
        amount=str(refund.amount) if refund else "0",
    )
    return ended


def _chosen(order: Order, pieces: Mapping[UUID, int] | None) -> dict[UUID, int]:
    """Return the pieces of each line that are cancelled. Raises InvalidPieces."""
    lines = {line.pk: line for line in order.lines.all()}
    if pieces is None:
        rest = {pk: line.to_ship for pk, line in lines.items()}
        chosen = {pk: count for pk, count in rest.items() if count}
    else:
        chosen = {pk: count for pk, count in pieces.items() if count}
    if not chosen:
        raise InvalidPieces(_("Say which pieces are cancelled."))
    for line_id, count in chosen.items():
        left = lines[line_id].to_ship if line_id in lines else 0
        if not 0 < count <= left:
            name = lines[line_id].name if line_id in lines else "?"
            text = _("At most %(left)d of “%(name)s” can be cancelled.")
            raise InvalidPieces(text % {"left": left, "name": name})
    return chosen

"""Parcels that come back: what is in them, into stock once, and the order returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.rows.base_models import touched
from database.rows.insert import insert_all
from database.transactions import retry_on_conflict
from orders.errors import ReturnRefused
from orders.life.progress import keep_reason, move
from orders.life.still_out import SENT, everything_is_back, still_out
from orders.mails.returns import tell_return_received
from orders.models import Line, Order, Return, ReturnArrival
from orders.returns.asking import (
    lock_return,
    log_return,
    nothing_changed,
)
from orders.status import Status
from shop.models import StockMovement
from shop.services import stock


@dataclass(frozen=True, slots=True)
class Arrived:
    """Of a line: the pieces in the parcel, and how many of them are sold again."""

    pieces: int
    restocked: int = 0


@retry_on_conflict()
def receive_return(
    *,
    return_id: UUID,
    came: Mapping[UUID, Arrived] | None = None,
    is_all: bool = False,
    position: int | None = None,
    reason: str = "",
) -> Return:
    """Record what is in a parcel of an approved return: {line of the order: pieces}.

    Without `came` all that was asked for is in it, and nothing is sold again. Pieces
    that are go back into stock exactly once. With `is_all` nothing more is expected:
    what did not come can be asked back anew, and a return of which nothing ever came is
    closed. The order becomes returned when all that
    was sent is back. `position` says which parcel of the return it is, so that a
    form posted twice is one. The `reason` is for colleagues.

    Raises ReturnRefused and changes nothing.
    """
    order = lock_return(return_id)
    row = Return.objects.for_page().get(pk=return_id)
    if not row.is_awaited:
        raise nothing_changed(row)
    following = len(row.parcels) + 1
    if position not in (None, following):
        text = _("Parcel %(position)d of return %(number)s has already been recorded.")
        raise ReturnRefused(text % {"position": position, "number": row.number})
    if came is None:
        came = {one.line.pk: Arrived(one.awaited) for one in row.comebacks}
    arrivals = _arrivals(order, row, following, came)
    if not arrivals and not is_all:
        raise ReturnRefused(_("Say which pieces are in the parcel."))
    _put_away(arrivals)
    row = _note(row, arrivals, is_all)
    if order.status in SENT and everything_is_back(order):
        move(order.pk, Status.RETURNED, reason or _("Everything came back."))
    else:
        keep_reason(order, reason)
    tell_return_received(row, arrivals)
    log_return(row, ", ".join(map(str, _described(arrivals))) or "nothing more comes")
    return row


def _arrivals(
    order: Order, row: Return, position: int, came: Mapping[UUID, Arrived]
) -> list[ReturnArrival]:
    """Return the unsaved rows of a parcel. Raises ReturnRefused."""
    lines = {line.pk: line for line in order.lines.all()}
    if came.keys() - lines:
        raise ReturnRefused(_("One of these lines does not belong to this order."))
    out = still_out(order)
    for pk, arrived in came.items():
        _check(lines[pk], arrived, out[pk])
    return [
        ReturnArrival(
            returned=row,
            position=position,
            line=line,
            quantity=came[pk].pieces,
            restocked=came[pk].restocked,
        )
        for pk, line in lines.items()
        if pk in came and came[pk].pieces
    ]


def _check(line: Line, arrived: Arrived, out: int) -> None:
    names = {"name": line.name, "came": arrived.pieces, "out": out}
    if min(arrived.pieces, arrived.restocked) < 0:
        text = _("The pieces of “%(name)s” cannot be fewer than 0.")
        raise ReturnRefused(text % names)
    if arrived.restocked > arrived.pieces:
        text = _("%(came)d of “%(name)s” came, so no more than that can be sold again.")
        raise ReturnRefused(text % names)
    if arrived.pieces > out <= 0:
        text = _("The customer no longer has any pieces of “%(name)s”.")
        raise ReturnRefused(text % names)
    if arrived.pieces > out:
        text = ngettext(
            "The customer still has only %(out)d piece of “%(name)s”.",
            "The customer still has only %(out)d pieces of “%(name)s”.",
            out,
        )
        raise ReturnRefused(text % names)


def _put_away(arrivals: list[ReturnArrival]) -> None:
    insert_all(arrivals)
    moves = [
        stock.Move(one.line.product_id, one.restocked, one.stock_reference)
        for one in arrivals
        if one.restocked
    ]
    if moves:
        stock.return_stock(moves, reason=StockMovement.Reason.RETURN)


def _note(row: Return, arrivals: list[ReturnArrival], is_all: bool) -> Return:
    """Write down how far the return got, and return it as it is now."""
    now = Return.objects.for_page().get(pk=row.pk)
    if arrivals:
        now.received_at = timezone.now()
    if now.received_at is None:
        status = Return.Status.CLOSED
    elif is_all or not any(one.awaited for one in now.comebacks):
        status = Return.Status.RECEIVED
    else:
        status = Return.Status.PARTLY
    rows = Return.objects.filter(pk=row.pk, status=row.status)
    if not rows.update(status=status, received_at=now.received_at, **touched()):
        raise nothing_changed(now)
    return Return.objects.for_page().get(pk=row.pk)


def _described(arrivals: list[ReturnArrival]) -> list[str]:
    return [
        f"{one.quantity} × {one.line.name} came, {one.restocked} back into stock"
        for one in arrivals
    ]

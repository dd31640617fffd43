"""Parcels: sending a part or the rest of an order, and marking what arrived."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders.errors import AlreadySent, IllegalStatus, InvalidParcel, OrderError
from orders.life.going_on import end_if_nothing_is_left
from orders.life.progress import keep_reason, move, refuse_unpaid
from orders.mails.parcels import tell_arrived, tell_sent
from orders.models import Line, Order, Shipment, ShipmentLine
from orders.status import Status


@retry_on_conflict()
def send_parcel(
    *,
    order_id: UUID,
    quantities: Mapping[UUID, int] | None = None,
    position: int | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
    reason: str = "",
    only_paid: bool = False,
) -> Shipment:
    """Send {line id: pieces} of a confirmed order; None sends what is left.

    The order becomes shipped when nothing is left to send. `position` says which
    parcel of the order it is meant to be, so that a form posted twice sends one. The
    `reason` is for colleagues.

    Raises IllegalStatus, AlreadySent for a position that is taken, InvalidParcel for
    pieces that the order does not have or that are sent already, and with `only_paid`
    NotPaid, for an order that is to be paid before it is sent.
    """
    tracking = {
        "carrier": carrier.strip(),
        "tracking_number": tracking_number.strip(),
        "tracking_url": tracking_url.strip(),
    }
    return _send(order_id, quantities, reason, tracking, position, only_paid=only_paid)


@retry_on_conflict()
def ship_order(*, order_id: UUID, reason: str = "", only_paid: bool = False) -> Order:
    """Send what is left of a confirmed order in one parcel.

    Raises IllegalStatus, InvalidParcel where nothing is left to send, and with
    `only_paid` NotPaid.
    """
    _send(order_id, None, reason, {}, only_paid=only_paid)
    return Order.objects.get(pk=order_id)


@retry_on_conflict()
def deliver_parcel(*, shipment_id: UUID, reason: str = "") -> Shipment:
    """Record that a parcel arrived; with the last one the order is delivered.

    Raises OrderError if it was recorded before.
    """
    shipment = Shipment.objects.get(pk=shipment_id)
    order = Order.objects.locked(shipment.order_id)
    if not _arrive(order, [shipment]):
        raise OrderError(
            _("Parcel %(position)d of order %(number)s has already been delivered.")
            % {"position": shipment.position, "number": order.number}
        )
    if order.status == Status.SHIPPED and not order.shipments.under_way().exists():
        move(order.pk, Status.DELIVERED, reason)
    else:
        keep_reason(order, reason)
    shipment.refresh_from_db()
    return shipment


@retry_on_conflict()
def deliver_order(*, order_id: UUID, reason: str = "") -> Order:
    """Record that everything of a shipped order arrived. Raises IllegalStatus."""
    order = Order.objects.locked(order_id)
    _arrive(order, list(order.shipments.under_way()))
    return move(order_id, Status.DELIVERED, reason)


def _send(
    order_id: UUID,
    quantities: Mapping[UUID, int] | None,
    reason: str,
    tracking: dict[str, Any],
    position: int | None = None,
    *,
    only_paid: bool = False,
) -> Shipment:
    order = Order.objects.locked(order_id)
    if only_paid:
        refuse_unpaid(order)
    following = order.shipments.count() + 1
    if position is not None and position != following:
        raise AlreadySent(order.number, position)
    if order.status != Status.CONFIRMED:
        raise IllegalStatus(order.number, order.status, Status.SHIPPED)
    lines = {line.pk: line for line in order.lines.all()}
    chosen = _checked(lines, quantities)
    for line_id, pieces in chosen.items():
        _take_from(lines[line_id], pieces)
    shipment = Shipment.objects.create(
        order=order,
        position=following,
        shipped_at=timezone.now(),
        **tracking,
    )
    ShipmentLine.objects.bulk_create(ShipmentLine.of(shipment, chosen))
    order = end_if_nothing_is_left(order, reason)
    if order.pieces_to_ship:
        keep_reason(order, reason)
    rows = [(pieces, lines[line_id].name) for line_id, pieces in chosen.items()]
    tell_sent(order, shipment, rows)
    return shipment


def _checked(
    lines: Mapping[UUID, Line], quantities: Mapping[UUID, int] | None
) -> dict[UUID, int]:
    """Return the pieces of each line that go into the parcel."""
    if quantities is None:
        rest = {pk: line.to_ship for pk, line in lines.items() if line.to_ship}
        if not rest:
            raise InvalidParcel(_("Nothing in this order is left to send."))
        return rest
    if any(pieces < 0 for pieces in quantities.values()) or quantities.keys() - lines:
        raise InvalidParcel(_("The parcel contains something that was not ordered."))
    chosen = {pk: pieces for pk, pieces in quantities.items() if pieces}
    if not chosen:
        raise InvalidParcel(_("Say which pieces are in the parcel."))
    return chosen


def _take_from(line: Line, pieces: int) -> None:
    """Count the pieces as sent, if so many are left; the UPDATE itself decides."""
    taken = F("shipped_quantity") + F("taken_off_quantity") + pieces
    rows = Line.objects.filter(pk=line.pk, quantity__gte=taken)
    if not rows.update(shipped_quantity=F("shipped_quantity") + pieces):
        text = ngettext(
            "Only %(left)d piece of “%(name)s” is left to send.",
            "Only %(left)d pieces of “%(name)s” are left to send.",
            line.to_ship,
        )
        names = {"left": line.to_ship, "name": line.name}
        raise InvalidParcel(text % names)


def _arrive(order: Order, shipments: list[Shipment]) -> int:
    """Mark parcels as delivered and tell the customer; return how many were not yet."""
    count = 0
    for shipment in shipments:
        row = Shipment.objects.under_way().filter(pk=shipment.pk)
        if not row.update(delivered_at=timezone.now(), **touched()):
            continue
        count += 1
        tell_arrived(order, shipment)
    return count

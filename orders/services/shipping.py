"""Parcels: sending a part or the rest of an order, and marking what arrived."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.base_models import touched
from database.transactions import retry_on_conflict
from orders import emails
from orders.errors import AlreadySent, IllegalStatus, InvalidParcel, OrderError
from orders.models import Line, Order, Shipment, ShipmentLine
from orders.services.ending import end_if_nothing_is_left
from orders.services.progress import keep_reason, move
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
) -> Shipment:
    """Send {line id: pieces} of a confirmed order; None sends what is left.

    The order becomes shipped when nothing is left to send. `position` says which
    parcel of the order it is meant to be, so that a form posted twice sends one. The
    `reason` is for colleagues.

    Raises IllegalStatus, AlreadySent for a position that is taken, and InvalidParcel
    for pieces that the order does not have or that are sent already.
    """
    tracking = {
        "carrier": carrier.strip(),
        "tracking_number": tracking_number.strip(),
        "tracking_url": tracking_url.strip(),
    }
    return _send(order_id, quantities, reason, tracking, position)


@retry_on_conflict()
def ship_order(*, order_id: UUID, reason: str = "") -> Order:
    """Send what is left of a confirmed order in one parcel.

    Raises IllegalStatus, and InvalidParcel where nothing is left to send.
    """
    _send(order_id, None, reason, {})
    return Order.objects.get(pk=order_id)


@retry_on_conflict()
def deliver_parcel(*, shipment_id: UUID, reason: str = "") -> Shipment:
    """Record that a parcel arrived; with the last one the order is delivered.

    Raises OrderError where it was recorded before.
    """
    shipment = Shipment.objects.get(pk=shipment_id)
    order = Order.objects.locked(shipment.order_id)
    if not _arrive(order, [shipment]):
        raise OrderError(
            _("Parcel %(position)d of order %(number)s was delivered already.")
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
) -> Shipment:
    order = Order.objects.locked(order_id)
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
    _tell_sent(order, shipment, rows)
    return shipment


def _checked(
    lines: Mapping[UUID, Line], quantities: Mapping[UUID, int] | None
) -> dict[UUID, int]:
    """Return the pieces of each line that go into the parcel."""
    if quantities is None:
        rest = {pk: line.to_ship for pk, line in lines.items() if line.to_ship}
        if not rest:
            raise InvalidParcel(_("Nothing of this order is left to send."))
        return rest
    if any(pieces < 0 for pieces in quantities.values()) or quantities.keys() - lines:
        raise InvalidParcel(_("The parcel holds something that was not ordered."))
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
        rows = Shipment.objects.under_way().filter(pk=shipment.pk)
        if not rows.update(delivered_at=timezone.now(), **touched()):
            continue
        count += 1
        emails.mail(
            "parcel_delivered",
            order,
            about=shipment.pk,
            rows=[(row.quantity, row.line.name) for row in _contents(shipment)],
            parcel=_name_of(shipment),
        )
    return count


def _contents(shipment: Shipment) -> list[ShipmentLine]:
    return list(shipment.lines.select_related("line"))


def _tell_sent(order: Order, shipment: Shipment, rows: list[tuple[int, str]]) -> None:
    is_last = not order.pieces_to_ship
    is_only = is_last and shipment.position == 1
    if is_only and any(line.taken_off_quantity for line in order.lines.all()):
        sentence = _("Everything that was still on your order has left us.")
    elif is_only:
        sentence = _("Everything you ordered has left us.")
    elif is_last:
        sentence = _("The rest of your order has left us.")
    else:
        sentence = _(
            "A part of your order has left us. The rest follows in a parcel of its "
            "own, at no extra cost."
        )
    emails.mail(
        "parcel_sent",
        order,
        about=shipment.pk,
        rows=rows,
        link=shipment.tracking_url,
        parcel=_("your parcel") if is_only else _name_of(shipment),
        parcel_sentence=sentence,
        tracking=_tracking(shipment),
    )


def _name_of(shipment: Shipment) -> str:
    return _("parcel %(position)d") % {"position": shipment.position}


def _tracking(shipment: Shipment) -> str:
    names = {"carrier": shipment.carrier, "number": shipment.tracking_number}
    if shipment.carrier and shipment.tracking_number:
        return _("Carrier: %(carrier)s. Tracking number: %(number)s.") % names
    if shipment.tracking_number:
        return _("Tracking number: %(number)s.") % names
    return _("Carrier: %(carrier)s.") % names if shipment.carrier else ""

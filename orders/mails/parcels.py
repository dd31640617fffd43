"""What customers are told about their parcels."""

from django.utils.translation import gettext as _

from orders.mails.queueing import mail
from orders.models import Order, Shipment

Rows = list[tuple[int, str]]


def tell_sent(order: Order, shipment: Shipment, rows: Rows) -> None:
    """Write that a parcel left, or is ready, and what is still to come."""
    is_last = not order.pieces_to_ship
    is_only = is_last and shipment.position == 1
    if order.is_collected:
        _tell_ready(order, shipment, rows, is_last=is_last)
        return
    if is_only and any(line.taken_off_quantity for line in order.lines.all()):
        sentence = _("Everything still on your order has been sent.")
    elif is_only:
        sentence = _("Everything you ordered has been sent.")
    elif is_last:
        sentence = _("The rest of your order has been sent.")
    else:
        sentence = _(
            "Part of your order has been sent. The rest follows in a separate "
            "parcel, at no extra cost."
        )
    mail(
        "parcel_sent",
        order,
        about=shipment.pk,
        rows=rows,
        link=shipment.tracking_url,
        parcel=_("your parcel") if is_only else _name_of(shipment),
        parcel_sentence=sentence,
        tracking=_tracking(shipment),
    )


def tell_arrived(order: Order, shipment: Shipment) -> None:
    """Write that a parcel is there, or was collected."""
    lines = shipment.lines.select_related("line")
    about, rows = shipment.pk, [(row.quantity, row.line.name) for row in lines]
    if order.is_collected:
        mail("collected", order, about=about, rows=rows)
    else:
        parcel = _name_of(shipment)
        mail("parcel_delivered", order, about=about, rows=rows, parcel=parcel)


def _tell_ready(order: Order, shipment: Shipment, rows: Rows, *, is_last: bool) -> None:
    if is_last and shipment.position == 1:
        sentence = _("Your whole order is packed and waiting for you.")
    elif is_last:
        sentence = _("The rest of your order is packed and waiting for you.")
    else:
        sentence = _("Part of your order is packed and waiting for you.")
    mail(
        "collection_ready",
        order,
        about=shipment.pk,
        rows=rows,
        parcel_sentence=sentence,
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

"""Everything that happened to an order, from all its tables, oldest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orders.mails.kinds import KINDS
from orders.models import Mail, Order, Shipment, ShipmentLine
from orders.models.parcels import parcels_of
from orders.status import label_of
from shop.money import format_money


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `badge` is a status, or the colour of one.

    `shopper` is the sentence for the customer's page; empty keeps it among staff.
    """

    at: datetime
    badge: str
    label: str
    text: str = ""
    by: str = ""
    shopper: str = ""
    # A link in the back office: the name of the address and its key.
    link: tuple[str, Any] | None = None


Source = Callable[[Order], Iterator[Event]]


def for_staff(order: Order) -> list[Event]:
    """Return everything. Reads every table that knows of the order."""
    return _sorted(order, STAFF_SOURCES)


def for_shopper(order: Order) -> list[Event]:
    """Return what concerns the customer: no names of staff, no notes, no mails."""
    return [event for event in _sorted(order, SHOPPER_SOURCES) if event.shopper]


def _sorted(order: Order, sources: tuple[Source, ...]) -> list[Event]:
    events = [event for source in sources for event in source(order)]
    return sorted(events, key=lambda event: event.at)


def _changes(order: Order) -> Iterator[Event]:
    for change in order.status_changes.all():
        label = label_of(change.to_status, order.shipping_method)
        first = not change.from_status
        placed = _("Placed") if first else capfirst(label)
        yield Event(
            change.created_at,
            change.to_status,
            _("placed") if first else label,
            change.reason,
            change.by,
            shopper=placed,
        )


def _changes_for_shopper(order: Order) -> Iterator[Event]:
    """Yield the steps without naming who took them, which would cost a query."""
    for change in order.status_changes.all():
        first = not change.from_status
        label = capfirst(label_of(change.to_status, order.shipping_method))
        yield Event(
            change.created_at,
            change.to_status,
            label,
            shopper=_("Placed") if first else label,
        )


def _parcels(order: Order) -> Iterator[Event]:
    for parcel, contents in parcels_of(order):
        label, sent, arrived = _words_for(order, parcel)
        yield Event(
            parcel.shipped_at,
            "shipped",
            label,
            _said_of(parcel, contents),
            str(parcel.created_by or ""),
            shopper=sent,
        )
        if parcel.delivered_at:
            yield Event(
                parcel.delivered_at,
                "delivered",
                label,
                _("Collected.") if order.is_collected else _("Delivered."),
                str(parcel.updated_by or ""),
                shopper=arrived,
            )


def _words_for(order: Order, parcel: Shipment) -> tuple[str, str, str]:
    """Return how a parcel is called, that it left, and that it arrived."""
    names = {"position": parcel.position}
    if order.is_collected:
        return (
            _("part %(position)d") % names,
            _("Part %(position)d packed for collection") % names,
            _("Part %(position)d collected") % names,
        )
    return (
        _("parcel %(position)d") % names,
        _("Parcel %(position)d sent") % names,
        _("Parcel %(position)d delivered") % names,
    )


def _parcels_for_shopper(order: Order) -> Iterator[Event]:
    for parcel, _contents in parcels_of(order):
        _label, sent, arrived = _words_for(order, parcel)
        yield Event(parcel.shipped_at, "shipped", sent, shopper=sent)
        if parcel.delivered_at:
            yield Event(parcel.delivered_at, "delivered", arrived, shopper=arrived)


def _said_of(parcel: Shipment, contents: list[ShipmentLine]) -> str:
    rows = [f"{row.quantity} × {row.line.name}" for row in contents]
    carried = " ".join(filter(None, [parcel.carrier, parcel.tracking_number]))
    return ", ".join(rows) + (f" · {carried}" if carried else "")


def _taken_off(order: Order) -> Iterator[Event]:
    """Yield the pieces that are not sent. Reads them only where there are any."""
    if not any(line.taken_off_quantity for line in order.lines.all()):
        return
    prefetch_related_objects([order], "lines__taken_off__actor")
    for line in order.lines.all():
        for row in line.taken_off.all():
            names = {"pieces": row.quantity, "name": line.name}
            back = _("back in stock") if row.is_restocked else _("not back in stock")
            text = " · ".join(filter(None, [f"{row.quantity} × {line.name}", back]))
            yield Event(
                row.created_at,
                "cancelled",
                _("taken off"),
                " · ".join(filter(None, [text, row.reason])),
                row.by,
                shopper=_("%(pieces)d × %(name)s cancelled") % names,
            )


def _notes(order: Order) -> Iterator[Event]:
    for note in order.notes.all():
        yield Event(note.created_at, "note", _("note"), note.text, note.by)


def _mails(order: Order) -> Iterator[Event]:
    states = {
        Mail.Status.QUEUED: _("“%(subject)s” is waiting to be sent."),
        Mail.Status.SENT: _("“%(subject)s” was sent."),
        Mail.Status.FAILED: _(
            "“%(subject)s” could not be sent. It will be tried again."
        ),
    }
    for mail in order.mails.all():
        # To whom is on the mail's own page, for those who may read mails.
        names = {"subject": title_of(mail)}
        failed = mail.status == Mail.Status.FAILED
        yield Event(
            mail.sent_at or mail.created_at,
            "returned" if failed else "mail",
            _("mail"),
            states[Mail.Status(mail.status)] % names,
            link=("admin:orders_mail_change", mail.pk),
        )


def title_of(mail: Mail) -> str:
    """Return the subject, or what kind of mail it will be."""
    kind = KINDS.get(mail.kind)
    return mail.subject or (str(kind.label) if kind else mail.kind)


def _payments(order: Order) -> Iterator[Event]:
    for entry in order.payment_entries.all():
        badge = "returned" if entry.kind == entry.Kind.REFUNDED else "delivered"
        amount = format_money(entry.amount, entry.currency)
        text = " · ".join(filter(None, [amount, entry.note]))
        label = str(entry.get_kind_display())
        yield Event(entry.created_at, badge, label, text, entry.by)


def _payments_for_shopper(order: Order) -> Iterator[Event]:
    sentences = {
        "captured": _("%(amount)s received"),
        "refunded": _("%(amount)s refunded"),
    }
    for entry in order.payment_entries.all():
        if entry.kind in sentences:
            amount = format_money(entry.amount, entry.currency)
            text = sentences[entry.kind] % {"amount": amount}
            yield Event(entry.created_at, entry.kind, text, shopper=text)


def _returns(order: Order) -> Iterator[Event]:
    """Yield what became of each return; who decided it stands on its page."""
    sentences = {
        "approved": _("Return %(number)s approved"),
        "refused": _("Return %(number)s refused"),
    }
    for row in order.returns.all():
        names, label = {"number": row.number}, _("return")
        steps = [(row.created_at, _("Return %(number)s asked for"))]
        if row.decided_at:
            decided = "refused" if row.status == "refused" else "approved"
            steps.append((row.decided_at, sentences[decided]))
        for at, sentence in steps:
            text = sentence % names
            yield Event(at, "returned", label, text, shopper=text)
        for _position, arrived in row.parcels:
            pieces = ", ".join(f"{one.quantity} × {one.line.name}" for one in arrived)
            text = _("Return %(number)s received: %(pieces)s")
            text %= {**names, "pieces": pieces}
            yield Event(arrived[0].created_at, "returned", label, text, shopper=text)


# Other parts of an order's life add what they know.
STAFF_SOURCES: tuple[Source, ...] = (
    _changes,
    _parcels,
    _taken_off,
    _payments,
    _returns,
    _notes,
    _mails,
)
SHOPPER_SOURCES: tuple[Source, ...] = (
    _changes_for_shopper,
    _parcels_for_shopper,
    _taken_off,
    _payments_for_shopper,
    _returns,
)

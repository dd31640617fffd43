"""What has to be true of parcels: against the lines, and against the order's status."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.consistency.generic import Fault, register
from orders.consistency.orders import numbers_of
from orders.life.expiring import overdue
from orders.models import Line, Order, Shipment, ShipmentLine
from orders.models.orders import NOT_ALL_SENT, SOME_SENT
from orders.status import Status

# Expiry runs every few minutes; later than this, nobody runs it.
PATIENCE = timedelta(hours=6)


@register(
    "orders.shipped_quantity",
    "orders",
    "parcels",
    of="orders.Order",
    message=gettext_lazy("The pieces a line counts as sent do not match its parcels."),
    advice=gettext_lazy("Compare the parcels with the packing table."),
)
def miscounted_lines(using: str) -> Iterator[Fault]:
    """Yield orders whose lines count other pieces as sent than are in parcels.

    Two questions, because few of a million lines are in parcels of ours: those alone
    are joined and summed, the others are read once.
    """
    in_parcels = Exists(ShipmentLine.objects.filter(line=OuterRef("pk")))
    lines = Line.objects.using(using).order_by()
    sent = lines.filter(in_parcels).annotate(held=Sum("shipment_lines__quantity"))
    lost = lines.filter(~in_parcels, shipped_quantity__gt=0).annotate(held=Value(0))
    for rows in (sent.exclude(held=F("shipped_quantity")), lost):
        for number, name, counted, held in rows.values_list(
            "order__number", "name", "shipped_quantity", "held"
        ).iterator():
            detail = _("%(name)s: %(counted)d counted, %(held)d in parcels") % {
                "name": name,
                "counted": counted,
                "held": held,
            }
            yield Fault(object=number, detail=detail)


@register(
    "orders.shipped_above_ordered",
    "orders",
    "parcels",
    of="orders.Order",
    message=gettext_lazy("More pieces of a line were sent than ordered."),
    advice=gettext_lazy(
        "Ask the customer, then send an invoice or ask for the extra pieces back."
    ),
)
def sent_too_much(using: str) -> Iterator[Fault]:
    # Few of a million lines are in parcels of ours.
    parts = ShipmentLine.objects.filter(line=OuterRef("pk"))
    lines = Line.objects.using(using).filter(Exists(parts)).order_by()
    rows = lines.annotate(held=Coalesce(Sum("shipment_lines__quantity"), 0))
    above = rows.filter(held__gt=F("quantity"))
    for number, name in above.values_list("order__number", "name").iterator():
        yield Fault(object=number, detail=name)


@register(
    "orders.foreign_parcel",
    "orders",
    "parcels",
    of="orders.Order",
    message=gettext_lazy(
        "A parcel contains a line of another order, or nothing at all."
    ),
    advice=gettext_lazy("Find out which customer got the pieces."),
)
def foreign_parcels(using: str) -> Iterator[Fault]:
    """Yield parcels with what their order does not have, and empty ones."""
    held = ShipmentLine.objects.filter(shipment=OuterRef("pk")).order_by()
    foreign = held.exclude(line__order=OuterRef("order"))
    rows = Shipment.objects.using(using).filter(Exists(foreign) | ~Exists(held))
    for number, position in (
        rows.order_by().values_list("order__number", "position").iterator()
    ):
        yield Fault(object=number, detail=_("parcel %d") % position)


@register(
    "orders.parcels_status",
    "orders",
    "parcels",
    of="orders.Order",
    message=gettext_lazy("An order's status does not match its parcels."),
    advice=gettext_lazy(
        "Read the order's history; send what is missing, or mark it as sent."
    ),
)
def contradicting_parcels(using: str) -> Iterator[Fault]:
    """Yield orders that are sent without parcels, or stopped with some.

    Imported orders came with their status and without parcels.
    """
    lines = Line.objects.filter(order=OuterRef("pk")).order_by()
    some_sent, some_left = (
        Exists(lines.filter(SOME_SENT)),
        Exists(lines.filter(NOT_ALL_SENT)),
    )
    parcels = Shipment.objects.filter(order=OuterRef("pk")).order_by()
    under_way = Exists(parcels.filter(delivered_at__isnull=True))
    all_sent = Q(status__in=[Status.SHIPPED, Status.DELIVERED, Status.RETURNED])
    rows = Order.objects.using(using).exclude(source=Order.Source.IMPORT)
    yield from numbers_of(
        rows.filter(
            (all_sent & some_left)
            | (Q(status=Status.DELIVERED) & under_way)
            | (Q(status__in=[Status.PENDING, Status.CANCELLED]) & some_sent)
        )
    )


@register(
    "orders.expired",
    "orders",
    "payments",
    of="orders.Order",
    message=gettext_lazy(
        "An order was not paid in time and its stock is still reserved."
    ),
    severity="warning",
    advice=gettext_lazy("Run manage.py expire_orders, every few minutes."),
)
def expired_but_unpaid(using: str) -> Iterator[Fault]:
    waiting = timedelta(seconds=settings.ORDER_EXPIRES_AFTER) + PATIENCE
    yield from numbers_of(overdue(timezone.now() - waiting).using(using))

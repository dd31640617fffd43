"""The parcels of an order, read together with what is in them."""

from typing import NamedTuple

from django.db.models import Prefetch, prefetch_related_objects

from orders.models import Order, Shipment, ShipmentLine

# By way of the lines, which every page of an order has read already: so parcels and
# their contents are one query, where parcels first and then their lines would be two.
SENT = Prefetch(
    "lines__shipment_lines", ShipmentLine.objects.select_related("shipment")
)
# The same for pages that name who sent a parcel and who said that it arrived.
SENT_BY = Prefetch(
    "lines__shipment_lines",
    ShipmentLine.objects.select_related("shipment__created_by", "shipment__updated_by"),
)


class Parcel(NamedTuple):
    """A parcel and its contents, in the order of the order's lines."""

    shipment: Shipment
    contents: list[ShipmentLine]


def parcels_of(order: Order) -> list[Parcel]:
    """Return the parcels, the first one first. Reads only what is not read yet."""
    prefetch_related_objects([order], SENT)
    parcels: dict[int, Parcel] = {}
    for line in order.lines.all():
        for row in line.shipment_lines.all():
            parcel = parcels.setdefault(row.shipment.position, Parcel(row.shipment, []))
            parcel.contents.append(row)
    return [parcels[position] for position in sorted(parcels)]

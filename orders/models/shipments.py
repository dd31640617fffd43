"""Parcels: what of an order was sent, when, with whom, and when it arrived."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, UUIDModel
from orders.models.orders import Line, Order


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def under_way(self) -> Self:
        """Keep parcels that have not arrived, as far as anybody told us."""
        return self.filter(delivered_at__isnull=True)


class Shipment(BaseModel):
    """One parcel. An order is shipped when everything is in a parcel."""

    order = models.ForeignKey(
        Order,
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        related_name="shipments",
    )
    # 1 for the first parcel of its order; people say "parcel 2 of 3".
    position = models.PositiveSmallIntegerField(_("parcel"))
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    tracking_url = models.URLField(_("tracking page"), max_length=300, blank=True)
    shipped_at = models.DateTimeField(_("sent"))
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="orders_shipment_position_once"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="orders_shipment_position_from_one"
            ),
        ]
        indexes = [
            # Somebody telephones with nothing but a tracking number.
            models.Index(fields=["tracking_number"], name="orders_shipment_tracking"),
        ]

    def __str__(self) -> str:
        return str(_("parcel %(position)d") % {"position": self.position})

    @property
    def is_delivered(self) -> bool:
        return self.delivered_at is not None


class ShipmentLine(UUIDModel):
    """How many pieces of an order's line are in a parcel."""

    shipment = models.ForeignKey(
        Shipment, on_delete=models.CASCADE, related_name="lines"
    )
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, related_name="shipment_lines"
    )
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of a parcel")
        verbose_name_plural = _("lines of parcels")
        ordering = ["line__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment", "line"], name="orders_shipmentline_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="orders_shipmentline_quantity_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @classmethod
    def of(cls, shipment: Shipment, quantities: dict[UUID, int]) -> list[Self]:
        """Return the unsaved rows for {line id: quantity}."""
        return [
            cls(shipment=shipment, line_id=line_id, quantity=quantity)
            for line_id, quantity in quantities.items()
        ]

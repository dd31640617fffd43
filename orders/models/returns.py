"""What customers send back: asked for, answered, received parcel by parcel."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import BaseModel, LedgerModel, UUIDModel
from database.rows.ids import random_number
from database.text.searching import either
from orders.models.orders import Line, Order

if TYPE_CHECKING:
    from orders.models.refunds import Refund


class ReturnQuerySet(models.QuerySet["Return"]):
    def for_page(self) -> Self:
        """Read with everything the page of a return shows."""
        return self.select_related("order__customer", "decided_by").prefetch_related(
            "lines__line", "arrivals__line", "arrivals__actor", "refunds"
        )

    def found_by(self, text: str) -> Self:
        """Keep returns by the beginning of their number or of the order's."""
        return either(self, Q(number__begins=text), Q(order__number__begins=text))


@dataclass(frozen=True, slots=True)
class Comeback:
    """Of a line: the pieces asked back, and of those that came, the ones sold again."""

    line: Line
    asked: int = 0
    came: int = 0
    restocked: int = 0

    @property
    def awaited(self) -> int:
        """How many pieces are still to come."""
        return max(self.asked - self.came, 0)


class Return(BaseModel):
    """A customer's wish to send pieces of an order back, and what became of it."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        PARTLY = "partly", _("received in part")
        RECEIVED = "received", _("received")
        CLOSED = "closed", _("closed")

    class Reason(models.TextChoices):
        UNWANTED = "unwanted", _("I changed my mind")
        DAMAGED = "damaged", _("It arrived damaged")
        WRONG = "wrong", _("It is not what I ordered")
        FAULTY = "faulty", _("It does not work")
        OTHER = "other", _("Another reason")

    number = models.CharField(
        _("number"), max_length=32, unique=True, default=random_number, editable=False
    )
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="returns"
    )
    # The form's key: a double click is one request.
    key = models.CharField(max_length=100, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.REQUESTED
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    # What staff answered the customer.
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # When its last parcel came.
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-created_at", "-id"]
        permissions = [("handle_return", _("Can answer and receive returns"))]
        indexes = [
            # The list, newest first.
            models.Index(fields=["-created_at", "-id"], name="orders_return_newest"),
            # The queues "to answer" and "on the way back".
            models.Index(fields=["status", "-created_at"], name="orders_return_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_awaited(self) -> bool:
        """Whether a parcel may come in."""
        return self.status in (self.Status.APPROVED, self.Status.PARTLY)

    def arrived(self) -> Collection["ReturnArrival"]:
        """Return what came, parcel by parcel; asks for it only where something did."""
        return () if self.received_at is None else self.arrivals.all()

    @property
    def comebacks(self) -> list[Comeback]:
        """Return what was asked and what came, line by line. Reads both."""
        rows = {
            row.line_id: Comeback(row.line, row.quantity) for row in self.lines.all()
        }
        for one in self.arrived():
            before = rows.get(one.line_id) or Comeback(one.line)
            rows[one.line_id] = Comeback(
                before.line,
                before.asked,
                before.came + one.quantity,
                before.restocked + one.restocked,
            )
        return sorted(rows.values(), key=lambda row: (row.line.position, row.line.pk))

    @property
    def claims(self) -> dict[UUID, int]:
        """Return the pieces of each line that nobody can ask back besides.

        What came, and as long as more may come, what was asked for.
        """
        if self.status in (self.Status.REFUSED, self.Status.CLOSED):
            return {}
        is_over = self.status == self.Status.RECEIVED
        return {
            row.line.pk: row.came if is_over else max(row.came, row.asked)
            for row in self.comebacks
        }

    @property
    def parcels(self) -> list[tuple[int, list["ReturnArrival"]]]:
        """Return the parcels that came, with their contents. Reads the arrivals."""
        found: dict[int, list[ReturnArrival]] = {}
        for row in self.arrived():
            found.setdefault(row.position, []).append(row)
        return sorted(found.items())

    def waits_for_refund(self, refunds: Collection["Refund"]) -> bool:
        """Tell whether something came since the last of its refunds was granted."""
        came = self.received_at
        return came is not None and all(one.created_at < came for one in refunds)


class ReturnLineQuerySet(models.QuerySet["ReturnLine"]):
    def counting(self) -> Self:
        """Leave out what was refused, or never came: it stays with the customer."""
        over = [Return.Status.REFUSED, Return.Status.CLOSED]
        return self.exclude(returned__status__in=over)


class ReturnLine(UUIDModel):
    """How many pieces of an order's line are asked back."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        Line,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="return_lines",
    )
    quantity = models.PositiveIntegerField(_("pieces"))

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        ordering = ["line__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "line"], name="orders_returnline_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="orders_returnline_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class ReturnArrival(LedgerModel):
    """Pieces of an order's line that came back in one parcel of a return.

    They may be fewer than asked for, or of a line that nobody asked for.
    """

    returned = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="arrivals"
    )
    # Which parcel of the return it was: a form posted twice is one.
    position = models.PositiveSmallIntegerField(_("parcel"))
    line = models.ForeignKey(
        Line,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="return_arrivals",
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    # The others are broken or worn and stay out of stock.
    restocked = models.PositiveIntegerField(_("back into stock"), default=0)

    class Meta:
        verbose_name = _("arrival of a return")
        verbose_name_plural = _("arrivals of returns")
        ordering = ["position", "line__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "position", "line"],
                name="orders_returnarrival_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="orders_returnarrival_quantity_positive",
            ),
            models.CheckConstraint(
                condition=Q(restocked__lte=F("quantity")),
                name="orders_returnarrival_restocked_not_above_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def stock_reference(self) -> str:
        """The name the stock ledger knows these pieces by."""
        return f"return:{self.pk}"

"""What customers send back: asked for, answered, received."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from database.base_models import BaseModel, UUIDModel
from database.ids import random_number
from orders.models.orders import Line, Order


class ReturnQuerySet(models.QuerySet["Return"]):
    def to_decide(self) -> Self:
        """Keep returns that wait for an answer."""
        return self.filter(status=Return.Status.REQUESTED)

    def for_page(self) -> Self:
        """Read with everything the page of a return shows."""
        return self.select_related("order__customer", "decided_by").prefetch_related(
            "lines__line__product", "refunds"
        )

    def found_by(self, text: str) -> Self:
        """Keep returns by the beginning of their number or of the order's."""
        text = text.strip().upper()
        return self.filter(
            Q(number__startswith=text) | Q(order__number__startswith=text)
        )


class Return(BaseModel):
    """A customer's wish to send pieces of an order back, and what became of it."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        RECEIVED = "received", _("received")

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


class ReturnLineQuerySet(models.QuerySet["ReturnLine"]):
    def counting(self) -> Self:
        """Leave out what was refused: it stays with the customer."""
        return self.exclude(returned__status=Return.Status.REFUSED)


class ReturnLine(UUIDModel):
    """How many pieces of an order's line come back, and whether they are sold again."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        Line,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="return_lines",
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    # None until it is received.
    is_restocked = models.BooleanField(_("back into stock"), null=True, blank=True)

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

    @property
    def stock_reference(self) -> str:
        """The name the stock ledger knows this line by."""
        return f"return:{self.pk}"

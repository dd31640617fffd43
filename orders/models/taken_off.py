"""Pieces that were taken off an order before they were sent. Written once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel
from orders.models.orders import Line
from orders.models.refunds import Refund


class TakenOff(LedgerModel):
    """Pieces of a line that are not going to be sent, and what became of them.

    Their price is in `refund`, which pays it back or lowers the bill; none where they
    cost nothing. `Line.taken_off_quantity` is the sum of these rows.
    """

    line = models.ForeignKey(
        Line,
        verbose_name=_("line"),
        on_delete=models.PROTECT,
        related_name="taken_off",
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    # Not where they are broken or missing, and not where no stock was ever taken.
    is_restocked = models.BooleanField(_("back into stock"))
    refund = models.ForeignKey(
        Refund,
        verbose_name=_("refund"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_off",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pieces taken off")
        verbose_name_plural = _("pieces taken off")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="orders_takenoff_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def stock_reference(self) -> str:
        """The name the stock ledger knows these pieces by."""
        return f"off:{self.pk}"

"""What staff tell each other about an order. Customers never see it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel
from orders.models.orders import Order


class OrderNote(LedgerModel):
    """A note. It stays as it was written, with who and when; a second one corrects."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField(_("note"), max_length=2000)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]

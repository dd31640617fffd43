"""What staff write down about a customer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel


class CustomerNote(LedgerModel):
    """A remark about a customer, for colleagues. Corrected by another remark."""

    LONGEST = 2000  # characters

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at", "-id"]
        indexes = [
            # The customer's page shows the newest.
            models.Index(
                fields=["user", "-created_at"], name="accounts_customernote_user"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

"""The audit log: who did what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import LedgerModel


class AuditEntry(LedgerModel):
    """Who did what, when: written by staff's actions, commands and bulk paths."""

    class Level(models.TextChoices):
        INFO = "info", _("info")
        WARNING = "warning", _("warning")
        ERROR = "error", _("error")

    level = models.CharField(
        _("level"), max_length=10, choices=Level, default=Level.INFO
    )
    operation = models.CharField(_("operation"), max_length=100)
    message = models.TextField(_("message"))
    details = models.JSONField(_("details"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)

    class Meta:
        # Older processes still write to it under this name.
        db_table = "database_operation"
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-created_at", "-id"]
        indexes = [
            # The log is read newest first, and purged by age.
            models.Index(
                fields=["-created_at", "-id"], name="database_operation_newest"
            ),
            # "What happened to this kind of thing?"
            models.Index(
                fields=["operation", "-created_at"], name="database_operation_by_op"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation}: {self.message}"

"""What the shop remembers of its replicas."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import UUIDModel


class TakenOut(UUIDModel):
    """A replica that nobody reads from until it is put back; see `replica_report`."""

    alias = models.CharField(_("replica"), max_length=60, unique=True)
    by = models.CharField(_("by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("replica taken out")
        verbose_name_plural = _("replicas taken out")
        default_permissions = ()

    def __str__(self) -> str:
        return self.alias


class ReplicaCounts(models.Model):
    """How often a process read from each replica within the last minute."""

    process = models.CharField(_("process"), max_length=100, primary_key=True)
    at = models.DateTimeField(_("time"))
    figures = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("reads of a process")
        verbose_name_plural = _("reads of processes")
        default_permissions = ()

    def __str__(self) -> str:
        return self.process


class ReplicaProof(UUIDModel):
    """A row that `replica_report --prove` writes, reads back, and removes."""

    run = models.UUIDField(_("run"), db_index=True)
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("row of a proof")
        verbose_name_plural = _("rows of a proof")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.run}/{self.number}"

"""What processes and operations measured."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MetricSample(models.Model):
    """What one figure of an operation was at a time: the points of its chart."""

    series = models.CharField(_("series"), max_length=100)
    at = models.DateTimeField(_("time"))
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        default_permissions = ()
        permissions = [
            ("view_ops", _("Can see the operations of the database")),
            ("run_ops", _("Can run the operations of the database")),
        ]
        constraints = [
            # Of the processes that sample the same minute, one wins. Charts read a
            # series by time.
            models.UniqueConstraint(
                fields=["series", "at"], name="database_metricsample_once"
            )
        ]
        indexes = [
            # Old samples are removed by age.
            models.Index(fields=["at"], name="database_metricsample_age")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.at:%Y-%m-%d %H:%M}"


class ProcessSample(models.Model):
    """What a process last said of itself, where no Redis keeps it."""

    name = models.CharField(_("process"), max_length=100, primary_key=True)
    at = models.DateTimeField(_("time"))
    payload = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

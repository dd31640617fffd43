"""Every attempt to log in, and what speaks for or against it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.visits.risk import SENTENCES
from database.rows.base_models import UUIDModel


class LoginHistoryQuerySet(models.QuerySet["LoginHistory"]):
    def succeeded(self) -> Self:
        """Keep the attempts that ended with a session."""
        return self.filter(success=True)

    def failed(self) -> Self:
        """Keep the attempts that were refused."""
        return self.filter(success=False)


class LoginHistory(UUIDModel):
    """One attempt to log in. The table refuses UPDATE and DELETE by trigger."""

    class Reason(models.TextChoices):
        """Why an attempt was refused; the last two without looking at a password."""

        BAD_PASSWORD = "bad_password", _("wrong password")
        BAD_CODE = "bad_code", _("wrong code")
        UNKNOWN_USER = "unknown_user", _("unknown name")
        INACTIVE = "inactive", _("account not active")
        LOCKED = "locked", _("account locked")
        THROTTLED = "throttled", _("too many attempts from this client address")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        # The row cannot be changed, so its user cannot be deleted, only soft-deleted.
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="logins",
    )
    attempted_name = models.CharField(_("name entered"), max_length=254, blank=True)
    ip_address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    network = models.CharField(_("network"), max_length=50, blank=True)
    user_agent = models.CharField(_("browser's own name"), max_length=400, blank=True)
    device = models.CharField(_("device"), max_length=100, blank=True)
    location = models.CharField(_("location"), max_length=150, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    success = models.BooleanField(_("success"))
    failure_reason = models.CharField(
        _("refused because"), max_length=20, choices=Reason, blank=True
    )
    risk_score = models.PositiveSmallIntegerField(_("risk"), default=0)
    risk_reasons = models.JSONField(_("reasons"), default=list, blank=True)
    unusual_activity = models.BooleanField(_("unusual"), default=False)
    created_at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    objects = LoginHistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("login")
        verbose_name_plural = _("logins")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(risk_score__lte=100),
                name="accounts_loginhistory_risk_at_most_100",
            ),
            models.CheckConstraint(
                condition=models.Q(success=True, failure_reason="")
                | models.Q(success=False) & ~models.Q(failure_reason=""),
                name="accounts_loginhistory_reason_of_failure",
            ),
        ]
        indexes = [
            # The list of staff, newest first, and retention.
            models.Index(fields=["-created_at", "-id"], name="accounts_login_newest"),
            # A person's own page, and what is known of their devices and networks.
            models.Index(fields=["user", "-created_at"], name="accounts_login_user"),
            # Tries from one address within minutes.
            models.Index(
                fields=["ip_address", "-created_at"], name="accounts_login_address"
            ),
        ]

    @property
    def remarks(self) -> list[str]:
        """Return in words what makes the attempt unusual."""
        return [str(SENTENCES[name]) for name in self.risk_reasons]

    def __str__(self) -> str:
        return f"{self.attempted_name} {self.created_at:%Y-%m-%d %H:%M}"

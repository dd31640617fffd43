"""What a second factor leaves behind, so that no code counts twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TotpStep(models.Model):
    """The newest time step whose code a person has used.

    The guard against replay, a row because a cache may be away. Codes of this step and
    of earlier ones are refused.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="totp_step",
    )
    step = models.BigIntegerField(_("time step"), default=0)

    class Meta:
        verbose_name = _("used code")
        verbose_name_plural = _("used codes")

    def __str__(self) -> str:
        return f"{self.step}"

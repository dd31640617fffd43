"""The log of mails about accounts: that they went out, never what they said."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import UUIDModel

# What each kind is about; allauth names its own, and later versions bring more.
KINDS: dict[str, Any] = {
    "account_already_exists": _("Sign-up with a known address"),
    "account_locked": _("Account locked for a while"),
    "address_changed": _("New e-mail address, to the old one"),
    "closed_account": _("Account is closed"),
    "email_changed": _("E-mail address changed"),
    "email_confirmation": _("Confirm the e-mail address"),
    "email_confirmation_signup": _("Confirm the e-mail address"),
    "password_changed": _("Password changed"),
    "password_reset": _("Password changed by a link"),
    "password_reset_key": _("Choose a new password"),
    "recovery_codes_generated": _("New backup codes"),
    "totp_activated": _("Codes of an app switched on"),
    "totp_deactivated": _("Codes of an app switched off"),
    "unknown_account": _("New password for an unknown address"),
    "unusual_login": _("New login"),
    "webauthn_added": _("Passkey added"),
    "webauthn_removed": _("Passkey removed"),
    "welcome": _("Welcome"),
}


class AccountMailQuerySet(models.QuerySet["AccountMail"]):
    def found_by(self, text: str) -> Self:
        """Keep mails by the beginning of the address."""
        return self.filter(recipient__begins=text.strip())

    def to_person(self, user: Any) -> Self:
        """Keep what was written to this person, at whichever address."""
        return self.filter(user=user)


class AccountMail(UUIDModel):
    """A mail about an account, from its first try on.

    Its text is not kept: many hold a link that opens the account. `key` says what the
    mail is about: the same key is the same mail, however often it is tried.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="account_mails",
    )
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=150, unique=True)
    recipient = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED
    )
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = AccountMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail about an account")
        verbose_name_plural = _("mails about accounts")
        ordering = ["-created_at", "-id"]
        indexes = [
            # The log, newest first, and retention.
            models.Index(fields=["-created_at", "-id"], name="accounts_mail_newest"),
            # A person's own page.
            models.Index(fields=["user", "-created_at"], name="accounts_mail_user"),
            # "What was written to this address?"
            models.Index(fields=["recipient"], name="accounts_mail_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject or self.title

    @property
    def title(self) -> str:
        """Return what the mail is about, in words."""
        known = KINDS.get(self.kind)
        return str(known or self.kind.replace("_", " ").capitalize())

    def note(self, status: "AccountMail.Status", *, error: str = "") -> None:
        """Write down how a try went."""
        now = timezone.now()
        done = {"sent_at": now} if status == self.Status.SENT else {}
        type(self).objects.filter(key=self.key).update(
            status=status, error=error[:2000], attempts=F("attempts") + 1, **done
        )

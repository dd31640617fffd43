"""The log of mails about orders, and the texts that staff changed."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.context import current_actor
from database.rows.base_models import BaseModel
from database.rows.update import update_and_read
from database.text.searching import either
from orders.models.orders import Order


class MailQuerySet(models.QuerySet["Mail"]):
    def failed(self) -> Self:
        """Keep mails whose last try failed; the queue goes on trying."""
        return self.filter(status=Mail.Status.FAILED)

    def found_by(self, text: str) -> Self:
        """Keep mails by the beginning of the order's number or of the address."""
        address = text.strip()
        return either(self, Q(order__number__begins=text), Q(recipient__begins=address))

    def found_by_order(self, text: str) -> Self:
        """Keep mails by the beginning of the order's number alone."""
        return self.filter(order__number__begins=text)


class Mail(BaseModel):
    """A mail about an order: written in the transaction that wants it, sent after.

    What was sent is kept, so that the log shows what the customer read. `key` says what
    the mail is about: the same key is the same mail, however often it is asked for.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="mails"
    )
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=150, unique=True)
    recipient = models.EmailField(_("to"))
    # What the text names besides the order: {"amount": "£12.00"}.
    context = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED
    )
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    resent_from = models.ForeignKey(
        "self",
        verbose_name=_("sent again from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resent",
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        permissions = [("resend_mail", _("Can send mails again"))]
        indexes = [
            # The log, newest first.
            models.Index(fields=["-created_at", "-id"], name="orders_mail_newest"),
            # "Which mails failed?"
            models.Index(fields=["status", "-created_at"], name="orders_mail_status"),
            # A person's mails, when they ask for what we hold about them.
            models.Index(fields=["recipient"], name="orders_mail_recipient"),
        ]

    def __str__(self) -> str:
        return self.subject or self.kind

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT

    @property
    def queue_key(self) -> str:
        """The key of the queued message that sends this mail."""
        return f"mail:{self.pk}"

    def note_sent(self, *, subject: str, text: str, html: str) -> None:
        """Write down that it went out, and what it said."""
        now = timezone.now()
        said = {"subject": subject, "text": text, "html": html}
        noted = {"status": self.Status.SENT.value, "sent_at": now, "error": "", **said}
        actor = {"updated_at": now, "updated_by": current_actor().user_id}
        changes = {**noted, **actor, "attempts": F("attempts") + 1}
        rows, column = Mail.objects.all(), "attempts"
        self.attempts = update_and_read(rows, pk=self.pk, column=column, **changes) or 0
        for name, value in noted.items():
            setattr(self, name, value)

    def note_failed(self, error: Exception) -> None:
        """Write down why it did not go out."""
        self.status = self.Status.FAILED
        self.error = f"{type(error).__name__}: {error}"[:2000]
        self.attempts += 1
        self.save(update_fields=["status", "error", "attempts"])


class MailText(BaseModel):
    """Subject and text of a kind of mail as staff wrote them; empty is the default."""

    kind = models.CharField(_("kind"), max_length=40, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=5000, blank=True)

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind.replace("_", " ").capitalize()

    @property
    def is_changed(self) -> bool:
        return bool(self.subject or self.body)

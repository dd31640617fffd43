"""The queue: messages to deliver, and who delivers them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import UUIDModel


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self) -> "OutboxQuerySet":
        """Messages that wait, whose time has come and that no worker holds.

        Not those that were tried too often: a message that kills its worker every
        time must not do so for ever. `check_consistency` names them.
        """
        now = timezone.now()
        return self.filter(
            Q(locked_until__isnull=True) | Q(locked_until__lt=now),
            done_at__isnull=True,
            due_at__lte=now,
            attempts__lt=OutboxMessage.MAX_ATTEMPTS,
        )

    def waiting(self) -> "OutboxQuerySet":
        """Messages that are still to be delivered, now or later."""
        return self.filter(
            done_at__isnull=True, attempts__lt=OutboxMessage.MAX_ATTEMPTS
        )

    def late(self) -> "OutboxQuerySet":
        """Messages that have been due for so long that somebody ought to look."""
        since = timezone.now() - timedelta(seconds=settings.QUEUE_LATE_AFTER)
        return self.due().filter(due_at__lt=since)

    def failing(self) -> "OutboxQuerySet":
        """Messages whose last try failed."""
        return self.filter(done_at__isnull=True).exclude(error="")

    def given_up(self) -> "OutboxQuerySet":
        """Messages that are tried again only when a person asks for it."""
        return self.filter(
            done_at__isnull=True, attempts__gte=OutboxMessage.MAX_ATTEMPTS
        )


class OutboxMessage(UUIDModel):
    """One side effect to come, written in the transaction that wants it."""

    class Lane(models.TextChoices):
        MONEY = "money", _("money")
        MAIL = "mail", _("mail")
        OPS = "ops", _("operations")

    LEASE = timedelta(minutes=5)
    MAX_ATTEMPTS = 12

    kind = models.CharField(_("kind"), max_length=100)
    # Each lane has its own threads and workers, so that none waits for another. Empty
    # where a version of the shop without lanes queued it; a worker fills it in.
    lane = models.CharField(
        _("lane"), max_length=10, choices=Lane, blank=True, default="", db_default=""
    )
    payload = models.JSONField(_("payload"), default=dict)
    # The same key is the same effect: it is queued once.
    key = models.CharField(_("key"), max_length=200, unique=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    locked_until = models.DateTimeField(_("held until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("queued message")
        verbose_name_plural = _("queued messages")
        ordering = ["-created_at", "-id"]
        indexes = [
            # A worker looks for what is due and not done in its lane.
            models.Index(
                fields=["done_at", "lane", "due_at"], name="database_outbox_lane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class WorkerSeen(models.Model):
    """When a worker of a lane was last heard of, and what it leaves alone."""

    lane = models.CharField(
        _("lane"), max_length=10, primary_key=True, choices=OutboxMessage.Lane
    )
    at = models.DateTimeField(_("time"))
    process = models.CharField(_("process"), max_length=100)
    # Kinds whose server did not answer a moment ago.
    resting = models.JSONField(_("left alone"), default=list)

    class Meta:
        verbose_name = _("worker of a lane")
        verbose_name_plural = _("workers of the lanes")
        default_permissions = ()

    def __str__(self) -> str:
        return self.lane

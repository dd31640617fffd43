"""Ops tables: the queue, the operation log, runs of the consistency checks."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from database.base_models import ActedModel, LedgerModel, UUIDModel
from database.brakes.models import BlockedAddress, BrakeCount

__all__ = [
    "BlockedAddress",
    "BrakeCount",
    "ConsistencyFinding",
    "ConsistencyRun",
    "MetricSample",
    "Operation",
    "OutboxMessage",
    "ProcessSample",
    "ReplicaCounts",
    "ReplicaProof",
    "TakenOut",
]


class Operation(LedgerModel):
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
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
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


class RunQuerySet(models.QuerySet["ConsistencyRun"]):
    def alive(self) -> "RunQuerySet":
        """Keep runs that wait for a worker, or whose worker was heard of lately."""
        recent = timezone.now() - ConsistencyRun.SILENCE
        return self.filter(
            state__in=(ConsistencyRun.State.WAITING, ConsistencyRun.State.RUNNING),
            seen_at__gte=recent,
        )


class ConsistencyRun(ActedModel):
    """One run of the data checks: who, when, for how long, of what, how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Status(models.TextChoices):
        OK = "ok", _("consistent")
        WARNING = "warning", _("warnings")
        CRITICAL = "critical", _("not consistent")

    # One statement of a check may take half an hour; who is silent for longer is dead.
    SILENCE = timedelta(minutes=35)
    KEPT = timedelta(days=90)

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.RUNNING
    )
    status = models.CharField(
        _("outcome"), max_length=10, choices=Status, blank=True, default=""
    )
    alias = models.CharField(_("database"), max_length=100, default="default")
    # Both empty: every check.
    tags = models.JSONField(_("tags"), default=list)
    checks = models.JSONField(_("checks"), default=list)
    repairs = models.BooleanField(_("repairs"), default=False)
    seen_at = models.DateTimeField(_("last heard of"), default=timezone.now)
    current = models.CharField(_("at work on"), max_length=100, blank=True, default="")
    done = models.PositiveIntegerField(_("checks done"), default=0)
    total = models.PositiveIntegerField(_("checks in all"), default=0)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    row_count = models.BigIntegerField(_("rows"), null=True, blank=True)
    faults = models.PositiveIntegerField(_("faults"), default=0)
    repaired = models.PositiveIntegerField(_("repaired"), default=0)
    message = models.TextField(_("message"), blank=True, default="")

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of the data checks")
        verbose_name_plural = _("runs of the data checks")
        ordering = ["-created_at", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("run_consistencyrun", "Can run the data checks"),
            ("repair_consistencyrun", "Can repair what the data checks found"),
        ]
        indexes = [
            # The history is read newest first, and purged by age.
            models.Index(
                fields=["-created_at", "-id"], name="database_consistency_newest"
            ),
        ]

    def __str__(self) -> str:
        return _now("Data checks of %(time)s") % {
            "time": date_format(timezone.localtime(self.created_at), "j M Y, H:i")
        }

    @property
    def is_alive(self) -> bool:
        """Tell whether an end of the run is still to be expected."""
        is_open = self.state in (self.State.WAITING, self.State.RUNNING)
        return is_open and timezone.now() - self.seen_at < self.SILENCE

    @property
    def is_lost(self) -> bool:
        """Tell whether the run was begun and nobody was heard of since."""
        return self.state == self.State.RUNNING and not self.is_alive


class ConsistencyFinding(UUIDModel):
    """What one check of a run found: how much, and the first rows of it."""

    run = models.ForeignKey(
        ConsistencyRun, on_delete=models.CASCADE, related_name="findings"
    )
    check_id = models.CharField(_("check"), max_length=100)
    severity = models.CharField(_("severity"), max_length=10)
    message = models.TextField(_("message"))
    advice = models.TextField(_("advice"), blank=True)
    count = models.PositiveIntegerField(_("count"))
    # How many of them a repair would mend.
    mendable = models.PositiveIntegerField(_("can be repaired"), default=0)
    examples = models.JSONField(_("examples"), default=list)

    class Meta:
        verbose_name = _("finding of the data checks")
        verbose_name_plural = _("findings of the data checks")
        ordering = ["severity", "check_id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["run", "check_id"], name="database_consistencyfinding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.count}"


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

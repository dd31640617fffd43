"""Runs of operations, what they found, and when operations run by themselves."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from database.rows.base_models import ActedModel, BaseModel, UUIDModel


class Schedule(BaseModel):
    """When an operation runs by itself: every so often, or at a time of day."""

    operation = models.CharField(_("operation"), max_length=100)
    # Its options, as they are typed behind the command.
    scope = models.JSONField(_("options"), default=dict, blank=True)
    every = models.PositiveIntegerField(_("every, seconds"), null=True, blank=True)
    # In TIME_ZONE.
    at = models.TimeField(_("at"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    next_due = models.DateTimeField(_("next"))
    # Due times that passed while no worker was there, and were left out.
    missed = models.PositiveIntegerField(_("missed"), default=0)
    missed_at = models.DateTimeField(_("last missed"), null=True, blank=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["operation", "id"]
        constraints = [
            models.CheckConstraint(
                name="database_schedule_when",
                condition=Q(every__gte=1, at__isnull=True)
                | Q(every__isnull=True, at__isnull=False),
            ),
        ]
        indexes = [
            # Every worker asks each second what is due.
            models.Index(
                fields=["is_active", "next_due"], name="database_schedule_due"
            ),
        ]

    def __str__(self) -> str:
        return self.operation


class RunQuerySet(models.QuerySet["OperationRun"]):
    def alive(self) -> "RunQuerySet":
        """Keep runs that wait for a worker, or whose process was heard of lately."""
        now = timezone.now()
        waits = Q(
            state=OperationRun.State.WAITING, seen_at__gte=now - OperationRun.PATIENCE
        )
        works = Q(
            state=OperationRun.State.RUNNING, seen_at__gte=now - OperationRun.LEASE
        )
        return self.filter(waits | works)

    def for_lists(self) -> "RunQuerySet":
        """Read what a line says of a run: who, and not all that it answered."""
        return self.select_related("actor").defer("figures", "tables")

    def over(self) -> "RunQuerySet":
        """Keep runs that came to an end, whichever."""
        return self.exclude(state__in=OperationRun.OPEN)


class OperationRun(ActedModel):
    """One execution of an operation: who, when, of what, how far, how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        LOST = "lost", _("lost")
        SKIPPED = "skipped", _("left out")

    class Status(models.TextChoices):
        OK = "ok", _("all is well")
        WARNING = "warning", _("warnings")
        CRITICAL = "critical", _("critical")
        UNSUPPORTED = "unsupported", _("not with this database")
        ERROR = "error", _("error")

    OPEN = (State.WAITING, State.RUNNING)
    # Renewed five times in its length by the process that works on the run; who is
    # silent for longer is dead.
    LEASE = timedelta(minutes=5)
    PATIENCE = timedelta(minutes=35)  # for a worker that takes it
    ATTEMPTS = 3  # workers that may die of it

    operation = models.CharField(_("operation"), max_length=100)
    alias = models.CharField(_("database"), max_length=100, default="default")
    scope = models.JSONField(_("options"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.RUNNING
    )
    status = models.CharField(
        _("outcome"), max_length=12, choices=Status, blank=True, default=""
    )
    # A worker carries it out, and another one takes over if that one dies.
    is_job = models.BooleanField(_("by a worker"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # The operation while a worker is at it, else nothing: of two workers that begin at
    # the same moment, the second is refused by the database.
    alone_as = models.CharField(
        max_length=100, unique=True, null=True, blank=True, editable=False
    )
    seen_at = models.DateTimeField(_("last heard of"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    current = models.CharField(_("at work on"), max_length=100, blank=True, default="")
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("in all"), null=True, blank=True)
    verdict = models.TextField(_("verdict"), blank=True, default="")
    finding_count = models.PositiveIntegerField(_("findings"), default=0)
    figures = models.JSONField(_("figures"), default=dict)
    tables = models.JSONField(_("tables"), default=list)
    schedule = models.ForeignKey(
        Schedule,
        verbose_name=_("schedule"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="runs",
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at", "-id"]
        default_permissions = ()
        permissions = [
            ("view_checks", "Can see the data checks"),
            ("run_checks", "Can run the data checks"),
            ("repair_checks", "Can repair what the data checks found"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_at"], name="database_operationrun_due"
            ),
        ]
        indexes = [
            # The history is read newest first, and tidied by age.
            models.Index(
                fields=["-created_at", "-id"], name="database_operationrun_newest"
            ),
            # "When did this run last?"
            models.Index(
                fields=["operation", "-created_at"], name="database_operationrun_of"
            ),
            # "Who is at work, and who fell silent?"
            models.Index(
                fields=["state", "seen_at"], name="database_operationrun_open"
            ),
        ]

    def __str__(self) -> str:
        return _now("%(operation)s of %(time)s") % {
            "operation": self.operation,
            "time": date_format(timezone.localtime(self.created_at), "j M Y, H:i"),
        }

    @property
    def is_alive(self) -> bool:
        """Tell whether an end of the run is still to be expected."""
        age = timezone.now() - self.seen_at
        if self.state == self.State.WAITING:
            return age < self.PATIENCE
        return self.state == self.State.RUNNING and age < self.LEASE

    @property
    def is_lost(self) -> bool:
        """Tell whether the run was begun and nobody was heard of since."""
        is_silent = self.state == self.State.RUNNING and not self.is_alive
        return is_silent or self.state == self.State.LOST

    @property
    def seconds(self) -> float | None:
        """Return how long it took; None before its end."""
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


class OperationFinding(UUIDModel):
    """One fault that a run names."""

    run = models.ForeignKey(
        OperationRun, on_delete=models.CASCADE, related_name="findings"
    )
    position = models.PositiveSmallIntegerField(default=0)
    finding_id = models.CharField(_("finding"), max_length=100)
    severity = models.CharField(_("severity"), max_length=10)
    # A name, or the first twenty.
    object = models.JSONField(_("of"), default=str)
    message = models.TextField(_("message"))
    measured = models.JSONField(_("measured"), null=True)
    threshold = models.JSONField(_("threshold"), null=True)
    fix = models.TextField(_("what to do"), blank=True)
    command = models.TextField(_("command"), blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["severity", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["run", "position"], name="database_operationfinding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.message}"

"""Checks of runs and schedules: rows that no code of ours would leave behind."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from database.consistency.naming import Fault
from database.consistency.runner import register
from database.models import OperationFinding, OperationRun, Schedule

State = OperationRun.State
LONG = timedelta(days=1)  # a run whose process died is marked within minutes


@register(
    "database.open_run",
    "database",
    "runs",
    message=_("A run is still open, but nothing has been heard of it for a day."),
    severity="warning",
    of="database.OperationRun",
    advice=_("Start a worker: it continues the run, or marks it as lost."),
)
def forgotten_runs(using: str) -> Iterator[Fault]:
    """Yield runs that wait or work without any sign of life."""
    rows = OperationRun.objects.using(using).filter(
        state__in=OperationRun.OPEN, seen_at__lt=timezone.now() - LONG
    )
    for key, operation, state in rows.values_list("pk", "operation", "state"):
        yield Fault(object=str(key), detail=f"{operation}: {state}")


@register(
    "database.run",
    "database",
    "runs",
    message=_("A run's state, end and findings contradict each other."),
    of="database.OperationRun",
    advice=_("Find out what wrote it; only their own processes write runs."),
)
def contradictory_runs(using: str) -> Iterator[Fault]:
    """Yield runs that are over without an end, or hold the place of one at work."""
    over = ~Q(state__in=OperationRun.OPEN)
    endless = over & Q(ended_at__isnull=True)
    holds = Q(alone_as__isnull=False)
    wrong = endless | (holds & ~Q(state=State.RUNNING)) | (holds & ~Q(is_job=True))
    rows = OperationRun.objects.using(using).filter(wrong)
    for key, operation, state in rows.values_list("pk", "operation", "state"):
        yield Fault(object=str(key), detail=f"{operation}: {state}")


@register(
    "database.run_finding",
    "database",
    "runs",
    message=_("A run that did not finish has findings."),
    of="database.OperationRun",
    advice=_("Find out what wrote it; findings are written when a run ends."),
)
def early_findings(using: str) -> Iterator[Fault]:
    """Yield findings of runs that are not done."""
    rows = OperationFinding.objects.using(using).exclude(run__state=State.DONE)
    for key, finding_id in rows.order_by().values_list("run_id", "finding_id"):
        yield Fault(object=str(key), detail=finding_id)


@register(
    "database.schedule",
    "database",
    "runs",
    message=_("A schedule has skipped a due time, or started it twice."),
    of="database.Schedule",
    advice=_("Save the schedule in the back office: it runs from then on."),
)
def wrong_schedules(using: str) -> Iterator[Fault]:
    """Yield schedules of which a run is due later than the next due time."""
    rows = Schedule.objects.using(using).filter(runs__due_at__gte=F("next_due"))
    for key, operation in rows.distinct().order_by().values_list("pk", "operation"):
        yield Fault(object=operation, detail=str(key))

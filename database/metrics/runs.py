"""Metrics of runs: how each operation ran last, and what is due and was not run."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone
from prometheus_client.core import Metric

from database.metrics.exposition import collectors
from database.models import OperationRun, Schedule
from database.monitoring.gauge import gauge
from database.ops.operation import operations

State = OperationRun.State
# As a number: alerts compare it.
WORTH = {"ok": 0.0, "warning": 1.0, "critical": 2.0}
FAILED = 3.0


def runs() -> Iterator[Metric]:
    """Yield when each operation ended last, how, and how long it took.

    An operation that never ran ended at 0, so that a rule can ask for its age.
    """
    last = _last()
    ended = dict.fromkeys(operations, 0.0)
    ended |= {name: at.timestamp() for name, (at, _run) in last.items()}
    yield gauge(
        "kontor_operation_ended_seconds",
        "When the last run ended, in seconds since 1970; 0 before the first.",
        ended,
        label="operation",
    )
    yield gauge(
        "kontor_operation_status",
        "How the last run ended: 0 ok, 1 warnings, 2 critical, 3 failed or lost.",
        {name: WORTH.get(run.status, FAILED) for name, (_at, run) in last.items()},
        label="operation",
    )
    yield gauge(
        "kontor_operation_duration_seconds",
        "How long the last run took.",
        {name: run.seconds or 0.0 for name, (_at, run) in last.items()},
        label="operation",
    )


def schedules() -> Iterator[Metric]:
    """Yield how long the most overdue schedule has been due, and what was missed."""
    active = Schedule.objects.filter(is_active=True).order_by()
    due = active.values("operation").annotate(due=Min("next_due"), most=Max("missed"))
    rows, now = list(due), timezone.now()
    late = {row["operation"]: (now - row["due"]).total_seconds() for row in rows}
    yield gauge(
        "kontor_schedule_overdue_seconds",
        "Since when the schedule has been due without being carried out.",
        {name: max(0.0, seconds) for name, seconds in late.items()},
        label="operation",
    )
    yield gauge(
        "kontor_schedule_missed",
        "Due times that were skipped because no worker was running.",
        {row["operation"]: float(row["most"]) for row in rows},
        label="operation",
    )


def _last() -> dict[str, tuple[datetime, OperationRun]]:
    """Return the last run of each operation that came to an end."""
    over = OperationRun.objects.over().filter(ended_at__isnull=False)
    over = over.exclude(state=State.SKIPPED).order_by()
    times = over.values("operation").annotate(at=Max("ended_at"))
    rows = over.filter(ended_at__in=times.values("at")).order_by("ended_at")
    rows = rows.only("operation", "status", "started_at", "ended_at")
    return {run.operation: (run.ended_at, run) for run in rows if run.ended_at}


collectors.add("runs", runs)
collectors.add("schedules", schedules)

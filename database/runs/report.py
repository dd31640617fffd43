"""`schedules`: what runs by itself, when next, and what did not run."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.models import OperationRun, Schedule
from database.ops.command import Finding, Result, Table, UsageError
from database.ops.operation import Operation, Option, Series, observing, operations
from database.queue.report import WORKER
from database.runs.scheduling import add_usual, usual, when_of

REMEMBERED = timedelta(days=7)  # what was missed before is nobody's business now
State = OperationRun.State


def schedules(*, using: str = "default", add: bool = False) -> Result:
    """Report every schedule and what is wrong; with `add` make the usual ones first."""
    if using != "default":
        raise UsageError(_("Schedules are only in the database 'default'."))
    added = add_usual() if add else []
    with observing("schedules", using=using):
        rows = list(with_last_run(Schedule.objects.all()))
    found = [finding for row in rows for finding in findings(row)]
    text = ngettext("%(count)d schedule", "%(count)d schedules", len(rows))
    verdict = text % {"count": len(rows)}
    if added:
        verdict += ". " + _("Added: %(names)s.") % {"names": ", ".join(added)}
    elif not rows:
        verdict += ". " + _("Nothing runs automatically.")
    return Result(
        data={"schedules": [_figures(row) for row in rows], "added": added},
        findings=found,
        verdict=verdict,
        tables=[_table(rows)],
    )


def all_findings() -> list[Finding]:
    """Return what is wrong with the schedules now."""
    rows = with_last_run(Schedule.objects.all())
    return [finding for row in rows for finding in findings(row)]


def findings(row: Any) -> Iterator[Finding]:
    """Yield what is wrong with a schedule, each with what to do."""
    if not row.is_active:
        return
    now = timezone.now()
    names = {"operation": row.operation, "when": when_of(row), "missed": row.missed}
    if row.operation not in operations:
        yield _finding(
            "schedule.unknown",
            row,
            _("This version has no operation named %(operation)s.") % names,
            fix=_("Remove the schedule, or install the version that has it."),
        )
    elif row.next_due < now - timedelta(seconds=settings.QUEUE_LATE_AFTER):
        names["since"] = date_format(timezone.localtime(row.next_due), "j M Y, H:i")
        yield _finding(
            "schedule.overdue",
            row,
            _("%(operation)s has been due since %(since)s but has not run.") % names,
            measured=round((now - row.next_due).total_seconds()),
            threshold=settings.QUEUE_LATE_AFTER,
            fix=_("Start a worker, and have the system restart it when it ends."),
            command=WORKER,
        )
    if row.missed_at and row.missed_at > now - REMEMBERED:
        names["at"] = date_format(timezone.localtime(row.missed_at), "j M Y, H:i")
        text = ngettext(
            "%(operation)s (%(when)s) was skipped %(missed)d time, last noticed on "
            "%(at)s: no worker was running.",
            "%(operation)s (%(when)s) was skipped %(missed)d times, last noticed on "
            "%(at)s: no worker was running.",
            row.missed,
        )
        yield _finding(
            "schedule.missed",
            row,
            text % names,
            measured=row.missed,
            fix=_(
                "Find out why no worker was running. Saving the schedule clears this."
            ),
            command=f"manage.py {row.operation}",
        )
    if row.last_state in {State.FAILED, State.LOST}:
        yield _finding(
            "schedule.failed",
            row,
            _("The last scheduled run of %(operation)s did not finish.") % names,
            fix=row.last_verdict,
            command=f"manage.py {row.operation}",
        )


def _finding(kind: str, row: Schedule, message: str, **more: Any) -> Finding:
    values = {"measured": 1, "threshold": 0, **more}
    return Finding(kind, "warning", row.operation, message, **values)


def with_last_run(rows: Any) -> Any:
    """Add how the last run of each that is over went, in one statement."""
    over = OperationRun.objects.over().filter(schedule=OuterRef("pk"))
    last = over.order_by("-created_at")
    return rows.annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_status=Subquery(last.values("status")[:1]),
        last_verdict=Subquery(last.values("verdict")[:1]),
        last_ended=Subquery(last.values("ended_at")[:1]),
    )


def _figures(row: Any) -> dict[str, Any]:
    return {
        "operation": row.operation,
        "options": row.scope,
        "every": row.every,
        "at": row.at,
        "active": row.is_active,
        "next_due": row.next_due,
        "missed": row.missed,
        "last_state": row.last_state,
        "last_ended": row.last_ended,
    }


def _table(rows: list[Any]) -> Table:
    def shown(at: Any) -> str:
        return date_format(timezone.localtime(at), "j M Y, H:i") if at else ""

    return Table(
        title=_("What runs automatically"),
        columns=[_("Operation"), _("When"), _("Next"), _("Last ended"), _("State")],
        rows=[
            [
                row.operation,
                str(when_of(row)),
                shown(row.next_due) if row.is_active else _("switched off"),
                shown(row.last_ended),
                State(row.last_state).label if row.last_state else "",
            ]
            for row in rows
        ],
        empty=_("Nothing yet. The usual ones are: %(names)s.")
        % {"names": ", ".join(entry.name for entry in usual())},
    )


def measure(result: Result) -> dict[str, float]:
    """Return what is worth a sample: how much is overdue, and what was missed."""
    kinds = [finding.id for finding in result.findings]
    return {
        "overdue": float(kinds.count("schedule.overdue")),
        "missed": float(kinds.count("schedule.missed")),
    }


SCHEDULES = Operation(
    name="schedules",
    title=gettext_lazy("What runs automatically"),
    description=gettext_lazy(
        "Show what runs automatically, when it runs next, and what was due "
        "and did not run."
    ),
    for_shell=gettext_lazy("Example: manage.py schedules --add"),
    run=schedules,
    options=(
        Option(
            "add",
            label=gettext_lazy("Add the usual schedules"),
            help=gettext_lazy(
                "Add the usual schedules for operations that have none. Then remove "
                "their lines from the crontab."
            ),
            kind=bool,
            acts=True,
        ),
    ),
    series=(
        Series("overdue", gettext_lazy("overdue")),
        Series("missed", gettext_lazy("missed lately")),
    ),
    measure=measure,
)

"""The history of the data checks: every run of the command and of the page is a row.

The page asks for a run by a message in the queue, so that nobody waits for a million
rows in front of a browser.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from database import outbox
from database.checking import choose, run_checks
from database.commands import Result
from database.context import acting_as
from database.errors import KontorError
from database.fault_report import FaultReport
from database.models import ConsistencyFinding, ConsistencyRun

State = ConsistencyRun.State
KIND = "consistency_check"
OnCheck = Callable[[str, int], None]


class AlreadyRunning(KontorError):
    """A run was asked for while another one is at work: `run` is that one."""

    def __init__(self, run: ConsistencyRun) -> None:
        super().__init__(_("The data are being checked already."))
        self.run = run


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run looks at, and what it may change."""

    tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    using: str = "default"
    fix: bool = False
    dry_run: bool = False

    def run(
        self, on_check: OnCheck | None = None, report: FaultReport | None = None
    ) -> Result:
        """Run the checks, and leave the history alone."""
        return run_checks(**asdict(self), on_check=on_check, report=report)


def recorded_run(
    scope: Scope,
    *,
    on_check: OnCheck | None = None,
    report: FaultReport | None = None,
) -> tuple[ConsistencyRun, Result]:
    """Run the checks of the scope now, and keep how it went.

    Raises UsageError, and keeps nothing, for a tag or an id that no check has.
    """
    choose(scope.tags, scope.ids)
    run = _new(scope, State.RUNNING)
    return run, _carry_out(run, scope, on_check, report)


def ask_for_run() -> ConsistencyRun:
    """Queue a run of every check. Raises AlreadyRunning where one is under way."""
    at_work = ConsistencyRun.objects.alive().first()
    if at_work:
        raise AlreadyRunning(at_work)
    with transaction.atomic():
        run = _new(Scope(), State.WAITING)
        # For a worker: it would keep the process that serves the page from its work.
        outbox.put(KIND, key=f"{KIND}:{run.pk}", delay=timedelta(), run_id=str(run.pk))
    return run


def carry_out_asked(run_id: UUID) -> None:
    """Carry out a run that was asked for, in the name of who asked, once."""
    rows = ConsistencyRun.objects.filter(pk=run_id)
    waiting = rows.filter(state=State.WAITING)
    if waiting.update(state=State.RUNNING, seen_at=timezone.now()):
        run = rows.get()
        with acting_as(user_id=run.actor_id, label=run.actor_label):
            _carry_out(run, Scope())


def _new(scope: Scope, state: str) -> ConsistencyRun:
    return ConsistencyRun.objects.create(
        state=state,
        alias=scope.using,
        tags=scope.tags,
        checks=scope.ids,
        repairs=scope.fix and not scope.dry_run,
    )


def _carry_out(
    run: ConsistencyRun,
    scope: Scope,
    on_check: OnCheck | None = None,
    report: FaultReport | None = None,
) -> Result:
    """Run the checks, and say on the row where they are and how they ended."""

    def tell(check_id: str, total: int) -> None:
        _update(run, current=check_id, total=total, done=run.done + bool(run.current))
        if on_check:
            on_check(check_id, total)

    try:
        result = scope.run(tell, report)
    except BaseException as error:
        # A database that is away does not take this either; then the row grows old.
        with suppress(DatabaseError, InterfaceError):
            reason = str(error) or _("Stopped before the end.")
            _update(run, state=State.FAILED, message=reason[:2000])
        raise
    with transaction.atomic():
        _keep(run, result)
        _forget_old_runs()
    return result


def _update(run: ConsistencyRun, **values: Any) -> None:
    values["seen_at"] = timezone.now()
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def _keep(run: ConsistencyRun, result: Result) -> None:
    """Write the outcome and the findings."""
    entries = {entry["id"]: entry for entry in result.data["checks"]}
    ConsistencyFinding.objects.bulk_create(
        ConsistencyFinding(
            run=run,
            check_id=finding.id,
            severity=finding.severity,
            message=finding.message,
            advice=finding.fix,
            count=finding.measured,
            mendable=entries[finding.id]["repairable"],
            examples=entries[finding.id]["examples"],
        )
        for finding in result.findings
    )
    _update(
        run,
        state=State.DONE,
        status=result.status,
        current="",
        done=len(entries),
        total=len(entries),
        seconds=result.data["seconds"],
        row_count=result.data["rows"],
        faults=sum(finding.measured for finding in result.findings),
        repaired=result.data["repaired"],
        message=result.verdict,
    )


def _forget_old_runs() -> None:
    """Remove runs that are older than anybody asks for."""
    before = timezone.now() - ConsistencyRun.KEPT
    ConsistencyRun.objects.filter(created_at__lt=before).delete()

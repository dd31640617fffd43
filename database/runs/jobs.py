"""Runs that a worker of the queue carries out: asked for on a page, or by a schedule.

A run and the message that carries it are written in one transaction. A worker begins it
under the lock of its operation (`database.runs.alone`), so two of them never work on
one operation, and the row says so too (`alone_as`). What a dead worker left is begun
anew, with the message, by the next one that gets it; after three deaths it is lost.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.context import acting_as
from database.errors import KontorError
from database.models import OperationRun, OutboxMessage, Schedule
from database.ops.command import UsageError
from database.ops.operation import Operation, operations
from database.queue import outbox
from database.runs.alone import Hold, alone
from database.runs.writing import TakenOver, carry_through, end

KIND = "operation_run"
BY_SCHEDULE = "schedule"  # whom runs name that nobody asked for
State, Status = OperationRun.State, OperationRun.Status
logger = structlog.get_logger(__name__)


class AlreadyRunning(KontorError):
    """The same was asked for and is not over: `run` is that one."""

    def __init__(self, run: OperationRun) -> None:
        super().__init__(_("This is already being done."))
        self.run = run


class StillAlive(KontorError):
    """The worker that began this run lives, though its message came to another one."""

    def __init__(self) -> None:
        super().__init__(_("The worker that began this run is still working on it."))


def ask(entry: Operation, scope: Mapping[str, Any]) -> OperationRun:
    """Queue a run for a worker. Raises AlreadyRunning, or UsageError for the scope."""
    _values(entry, scope)
    for run in OperationRun.objects.alive().filter(operation=entry.name, is_job=True):
        if run.scope == dict(scope):
            raise AlreadyRunning(run)
    return put(entry.name, scope)


@transaction.atomic
def put(
    operation: str,
    scope: Mapping[str, Any],
    *,
    schedule: Schedule | None = None,
    due_at: datetime | None = None,
) -> OperationRun:
    """Write a run that waits, and the message that brings it to a worker."""
    run = OperationRun.objects.create(
        operation=operation,
        scope=dict(scope),
        state=State.WAITING,
        is_job=True,
        schedule=schedule,
        due_at=due_at,
    )
    outbox.put(KIND, key=_key(run), delay=timedelta(), run_id=str(run.pk))
    return run


def carry_out(run_id: str) -> None:
    """Carry out a run that waits, or that a dead worker left, in its asker's name.

    What it answers is written on the row, also a refusal: it is not tried again.
    """
    run = OperationRun.objects.filter(pk=UUID(run_id)).first()
    if run is None or run.state not in OperationRun.OPEN:
        return
    with alone(run.operation) as hold:
        begun = hold is not Hold.BUSY and _begin(run, is_alone=hold is Hold.ALONE)
        if not begun:
            _leave_out(run)
            return
        with acting_as(user_id=run.actor_id, label=run.actor_label):
            _work(run)


def mark_lost() -> int:
    """Mark runs whose process fell silent, and that no worker will take over."""
    silent = OperationRun.objects.filter(
        state=State.RUNNING, seen_at__lt=timezone.now() - OperationRun.LEASE
    )
    orphans = [run for run in silent if not (run.is_job and _has_message(run))]
    return sum(_lose(run) for run in orphans)


def _work(run: OperationRun) -> None:
    try:
        entry = operations[run.operation]
        do = partial(entry.run, using=run.alias, **_values(entry, run.scope))
        carry_through(run, entry, do)
    except KeyError:
        text = _("This version has no such operation.")
        end(run, state=State.FAILED, status=Status.ERROR, verdict=text)
    except TakenOver:
        logger.warning("run_taken_over", operation=run.operation, run=str(run.pk))
        return
    except KontorError as error:
        # Of the options: what the operation refused is on the row already.
        values = {"state": State.FAILED, "status": Status.ERROR, "verdict": str(error)}
        if run.state == State.RUNNING:
            end(run, **values)
    except Exception:
        logger.exception("run_failed", operation=run.operation, run=str(run.pk))
        if run.state == State.RUNNING:
            raise  # the row could not be written: another worker takes over
    if run.actor_id:
        level = "info" if run.state == State.DONE else "error"
        names = {"run": str(run.pk), "options": run.scope}
        log_operation(run.operation, run.verdict, level=level, **names)


def _values(entry: Operation, scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the operation takes. Raises UsageError if no worker may do it."""
    if entry.shell_only:
        raise UsageError(str(entry.shell_only))
    return entry.values_of(scope)


def _begin(run: OperationRun, *, is_alone: bool) -> bool:
    """Begin the run unless a rival is at its operation; tell whether it was begun."""
    now = timezone.now()
    is_dead = Q() if is_alone else Q(seen_at__lt=now - OperationRun.LEASE)
    rivals = OperationRun.objects.filter(alone_as=run.operation).exclude(pk=run.pk)
    for rival in rivals.filter(is_dead):
        _lose(rival)
    if run.attempts >= OperationRun.ATTEMPTS:
        _lose(run)
        return False
    mine = OperationRun.objects.filter(pk=run.pk, attempts=run.attempts)
    free = Q(state=State.WAITING) | (Q(state=State.RUNNING) & is_dead)
    try:
        with transaction.atomic():
            begun = mine.filter(free).update(
                state=State.RUNNING,
                alone_as=run.operation,
                attempts=F("attempts") + 1,
                started_at=now,
                seen_at=now,
            )
    except IntegrityError:
        return False
    if begun:
        run.refresh_from_db()
    return bool(begun)


def _leave_out(run: OperationRun) -> None:
    """Note that a run was not begun, because another one of its operation was on.

    Raises StillAlive for a run that was begun, as far as anybody knows, by a process
    that lives: its message comes again later.
    """
    waiting = OperationRun.objects.filter(pk=run.pk, state=State.WAITING)
    is_left_out = waiting.update(
        state=State.SKIPPED,
        ended_at=timezone.now(),
        verdict=_("Skipped: the previous run was still going."),
    )
    if not is_left_out and OperationRun.objects.alive().filter(pk=run.pk).exists():
        raise StillAlive


def _lose(run: OperationRun) -> bool:
    text = _("Its process stopped before the end, and no worker continued it.")
    return end(run, state=State.LOST, status=Status.ERROR, verdict=text)


def _has_message(run: OperationRun) -> bool:
    waiting = OutboxMessage.objects.waiting()
    return (
        run.attempts < OperationRun.ATTEMPTS and waiting.filter(key=_key(run)).exists()
    )


def _key(run: OperationRun) -> str:
    return f"{KIND}:{run.pk}"

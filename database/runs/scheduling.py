"""Schedules: what is due becomes a run and a message, once for each due time.

Every worker looks each second. Who moves `next_due` on first, by one guarded UPDATE,
writes the runs of the due times before it in the same transaction; the others find
nothing to do. The time is the database's: a worker whose clock is wrong is not early.
"""

from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import structlog
from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connections,
    transaction,
)
from django.db.models import F
from django.utils import timezone

from database.audit.log import log_operation
from database.context import acting_as
from database.models import Schedule
from database.ops.clock import database_now
from database.ops.operation import Operation, operations
from database.ops.timing import Batch, Daily, Every, When, take
from database.runs.jobs import BY_SCHEDULE, mark_lost, put

PAUSE = 1.0  # seconds between two looks
LOST_EVERY = 30  # looks between two for runs whose process fell silent
logger = structlog.get_logger(__name__)


def when_of(schedule: Schedule) -> When:
    """Return when a schedule is due."""
    if schedule.every:
        return Every(schedule.every)
    assert schedule.at is not None  # noqa: S101  the table holds one of the two
    return Daily(schedule.at)


def zone() -> Any:
    """Return the zone in which times of day are meant."""
    return timezone.get_default_timezone()


def look(now: datetime | None = None) -> int:
    """Put what is due into the queue; return how many due times that were."""
    now = now or database_now()
    due = Schedule.objects.filter(is_active=True, next_due__lte=now)
    count = 0
    with acting_as(label=BY_SCHEDULE):
        for schedule in due.order_by("next_due"):
            # What another version knows is left to it; the report names it.
            if schedule.operation in operations:
                count += _put_due(schedule, now)
    return count


def _put_due(schedule: Schedule, now: datetime) -> int:
    batch = take(when_of(schedule), schedule.next_due, now, zone())
    with transaction.atomic():
        if not _is_first(schedule, batch, now):
            return 0
        for moment in batch.moments:
            put(schedule.operation, schedule.scope, schedule=schedule, due_at=moment)
    if batch.missed:
        logger.warning(
            "schedule_missed", operation=schedule.operation, missed=batch.missed
        )
    return len(batch.moments)


def _is_first(schedule: Schedule, batch: Batch, now: datetime) -> bool:
    """Move the schedule on; tell whether no other worker did so before."""
    values: dict[str, Any] = {"next_due": batch.following}
    if batch.missed:
        values |= {"missed": F("missed") + batch.missed, "missed_at": now}
    unmoved = Schedule.objects.filter(
        pk=schedule.pk, is_active=True, next_due=schedule.next_due
    )
    return bool(unmoved.update(**values))


def plan(schedule: Schedule) -> None:
    """Set the next due time of a new or changed schedule, from now on."""
    schedule.next_due = when_of(schedule).after(database_now(), zone())


def usual() -> Iterator[Operation]:
    """Yield the operations that run by themselves in a shop that asks for it."""
    vendor = connections["default"].vendor
    for _name, entry in operations.items():
        is_here = not entry.engines or vendor in entry.engines
        if entry.schedule is not None and is_here:
            yield entry


def add_usual() -> list[str]:
    """Add the usual schedules, but for operations that have one; return their names."""
    known = set(Schedule.objects.values_list("operation", flat=True))
    added = [_usual_row(entry) for entry in usual() if entry.name not in known]
    for schedule in added:
        plan(schedule)
        schedule.save(force_insert=True)
        note(schedule, "added")
    return [schedule.operation for schedule in added]


def _usual_row(entry: Operation) -> Schedule:
    when = entry.schedule
    return Schedule(
        operation=entry.name,
        scope=dict(entry.scheduled_with),
        every=when.seconds if isinstance(when, Every) else None,
        at=when.at if isinstance(when, Daily) else None,
    )


def note(schedule: Schedule, verb: str) -> None:
    """Leave in the audit log who added, changed or removed a schedule."""
    names = {"options": schedule.scope, "is_active": schedule.is_active}
    text = f"{verb}: {schedule.operation}, {when_of(schedule)}"
    log_operation("schedule", text, **names)


def keep_time(stop: Event) -> None:
    """Look every second until `stop`: in a worker, also while its lanes are busy."""
    looks = 0
    while not stop.wait(PAUSE):
        try:
            close_old_connections()
            look()
            if looks % LOST_EVERY == 0:
                mark_lost()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("timekeeper_waits", error=str(error).strip())
            connections.close_all()
        except Exception:
            logger.exception("timekeeper_failed")
        looks += 1
    connections.close_all()

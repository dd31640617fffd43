"""The one queue: side effects are rows, written with the change that wants them.

`put()` inside a transaction, a handler registered in an app's `tasks.py`. A message of
the lanes for money and mail is tried in the process right after commit, every message
by `deliver_outbox` until it succeeds: at least once, so handlers must bear a
repetition. Where a server calls `deliver_in_background()`, threads of its own try, one
for each lane, so that no request waits for a mail server; commands and tests try before
they go on. What belongs to the lane of operations is left to a worker by all of them.
"""

import random
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from database.context import acting_as
from database.errors import KontorError
from database.models import OutboxMessage
from database.monitoring.work import working
from database.queue.breaker import breaker
from database.queue.courier import Couriers
from database.queue.lanes import (
    TRIED_AT_ONCE,
    Lane,
    UnknownKind,
    handler_of,
    handlers,
    handles,
    lane_of,
    sort_into_lanes,
)
from database.queue.leases import leases
from database.queue.mail_masking import without_addresses
from database.replicas.reads import reading_from_now
from database.rows.insert import insert_once

__all__ = ["Lane", "UnknownKind", "handlers", "handles"]

logger = structlog.get_logger(__name__)
# The threads of this process, once a server asked for them.
_couriers: Couriers | None = None
_is_left: ContextVar[bool] = ContextVar("left to workers", default=False)

FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=6)


def put(kind: str, *, key: str, delay: timedelta | None = None, **payload: Any) -> None:
    """Queue a side effect in the caller's transaction; the same key queues it once.

    Without `delay` it is delivered right after commit, unless its lane is a worker's.
    With a `delay`, also of nothing, it is left to the worker.
    """
    message = prepare(kind, key=key, delay=delay, **payload)
    if insert_once(message) and message.locked_until:
        deliver_after_commit(message)


def prepare(
    kind: str, *, key: str, delay: timedelta | None = None, **payload: Any
) -> OutboxMessage:
    """Return the unsaved message, for those who insert it with other rows.

    Without `delay` it is born with its first attempt begun and this process as the
    holder of its lease, so that no worker takes it meanwhile: `deliver_after_commit`
    is the caller's next step. If the process dies first, the lease runs out. What
    belongs to a worker's lane is never born so.
    """
    now, lane = timezone.now(), lane_of(kind)
    message = OutboxMessage(
        kind=kind,
        lane=lane,
        key=key,
        payload=payload,
        due_at=now + (delay or timedelta()),
    )
    if delay is None and lane in TRIED_AT_ONCE and not _is_left.get():
        message.attempts, message.locked_until = 1, now + OutboxMessage.LEASE
    return message


@contextmanager
def left_to_workers() -> Iterator[None]:
    """Let everything that is queued in this block wait for a worker.

    For commands with much to do: each message would be tried before the next step.
    """
    token = _is_left.set(True)
    try:
        yield
    finally:
        _is_left.reset(token)


def deliver_after_commit(message: OutboxMessage) -> None:
    """Deliver an inserted message of this process when its transaction commits."""
    transaction.on_commit(partial(_try_at_once, message), robust=True)


def deliver_in_background() -> Couriers:
    """Let threads of this process try what is committed; return them.

    For servers, once at their start: a command may end before a thread has begun.
    """
    global _couriers
    _couriers = _couriers or Couriers(TRIED_AT_ONCE)
    return _couriers


def _try_at_once(message: OutboxMessage) -> None:
    """Deliver right after commit; what fails here is delivered by the worker."""
    if _couriers is None:
        _try(message)
    elif not _couriers.take(message.lane, partial(_try, message)):
        _leave_to_worker(message)


def _leave_to_worker(message: OutboxMessage) -> None:
    """End the lease, so that a worker need not wait for it to run out."""
    rows = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts)
    rows.update(locked_until=None, attempts=message.attempts - 1)


def _try(message: OutboxMessage) -> None:
    """Deliver a message of this process, unless its server did not answer just now.

    If its lease ran out meanwhile, the message has to be claimed first.
    """
    if breaker.rests(message.kind):
        _leave_to_worker(message)
        return
    held = message.locked_until and timezone.now() < message.locked_until
    if held or _hold(message):
        _deliver(message)


def deliver_due(
    *, lane: str = "", limit: int = 100, stop: Event | None = None
) -> tuple[int, int]:
    """Deliver up to `limit` due messages of a lane, or of all; return (done, failed).

    If `stop` is set meanwhile, the message at hand is the last.
    """
    sort_into_lanes()
    rows = OutboxMessage.objects.order_by("due_at")
    rows = rows.filter(lane=lane) if lane else rows
    delivered = failed = 0
    while delivered + failed < limit and not (stop and stop.is_set()):
        message = _claim(rows.exclude(kind__in=breaker.resting()))
        if message is None:
            break
        if _deliver(message):
            delivered += 1
        else:
            failed += 1
    return delivered, failed


class NotDelivered(KontorError):
    """A message that was to be delivered at once was not; the sentence says why."""


def try_again(message: OutboxMessage) -> None:
    """Deliver a message now, whatever its time. Raises NotDelivered with the reason.

    What is a worker's is put back into its lane, and a worker takes it.
    """
    rows = OutboxMessage.objects.filter(pk=message.pk)
    # Those that killed their workers have no error. Nobody else is counted back: the
    # number of attempts tells a slow worker that its lease went to a rival.
    rows.given_up().update(attempts=0)
    rows.filter(done_at__isnull=True).update(due_at=timezone.now())
    names: dict[str, Any] = {"message": message}
    message.refresh_from_db()
    if message.done_at:
        raise NotDelivered(_("“%(message)s” has already been delivered.") % names)
    if (message.lane or lane_of(message.kind)) not in TRIED_AT_ONCE:
        raise NotDelivered(_("“%(message)s” will be delivered by a worker.") % names)
    if breaker.rests(message.kind):
        text = _(
            "The server for “%(message)s” did not answer just now. Try again in a "
            "minute."
        )
        raise NotDelivered(text % names)
    claimed = _claim(rows)
    if claimed is None:
        raise NotDelivered(_("“%(message)s” is being delivered right now.") % names)
    if not _deliver(claimed):
        message.refresh_from_db()
        names["error"] = message.error
        raise NotDelivered(_("“%(message)s” failed again: %(error)s") % names)


def _claim(messages: Any) -> OutboxMessage | None:
    """Take one due message for the length of a lease, so that no rival delivers it.

    A worker that dies leaves the lease to run out, and the message is tried again.
    """
    with transaction.atomic():
        due = messages.due()
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        message = due.first()
        return message if message and _hold(message) else None


def _hold(message: OutboxMessage) -> bool:
    """Start the lease if the message is still due; tell whether it was."""
    held = (
        OutboxMessage.objects.due()
        .filter(pk=message.pk)
        .update(
            locked_until=timezone.now() + OutboxMessage.LEASE,
            attempts=F("attempts") + 1,
        )
    )
    message.attempts += held
    return bool(held)


def _deliver(message: OutboxMessage) -> bool:
    """Run the handler and record how it went. Errors are kept on the row and logged."""
    rows = OutboxMessage.objects.filter(pk=message.pk)
    try:
        handler = handler_of(message.kind)
        label = f"job {message.kind}"
        with (
            leases.held(message),
            acting_as(label=label),
            working(label),
            reading_from_now(),
        ):
            handler.run(**message.payload)
    except Exception as error:
        breaker.note(message.kind, error)
        told = without_addresses(traceback.format_exc())
        names = {"kind": message.kind, "key": without_addresses(message.key)}
        logger.error("outbox_failed", **names, exception=told)
        # Only as long as the lease is ours: a rival who took over counted it up.
        rows.filter(attempts=message.attempts).update(
            error=without_addresses(f"{type(error).__name__}: {error}")[:2000],
            locked_until=None,
            due_at=timezone.now() + _pause(message.attempts),
        )
        return False
    rows.update(done_at=timezone.now(), locked_until=None, error="")
    return True


def _pause(attempts: int) -> timedelta:
    """Return the time to the next try: doubling from 30 s to 6 h, with jitter."""
    pause = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LAST_RETRY)
    return pause * (0.8 + 0.4 * random.random())  # noqa: S311

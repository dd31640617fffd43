"""The one queue: side effects are rows, written with the change that wants them.

`put()` inside a transaction, a handler registered in an app's `tasks.py`. A message is
tried in the process right after commit, and by `deliver_outbox` until it succeeds:
at least once, so handlers must bear a repetition. Where a server calls
`deliver_in_background()`, a thread of its own tries, so that no request waits for a
mail server; commands and tests try before they go on.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import structlog
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from database.composing import Parameter
from database.context import acting_as
from database.courier import Courier
from database.errors import KontorError
from database.inserting import insert_once
from database.models import OutboxMessage
from database.monitoring.work import working
from database.registry import Registry
from database.replicas.reads import reading_from_now
from database.updating import UpdateAndRead

Handler = Callable[..., None]

handlers: Registry[Handler] = Registry("tasks")
logger = structlog.get_logger(__name__)
# The thread of this process, once a server asked for it.
_courier: Courier | None = None

FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=6)
PAUSE_WITHOUT_DATABASE = 5.0  # seconds


class UnknownKind(KontorError):
    """A message that no app handles: of a newer or an older version, perhaps."""

    def __init__(self, kind: str) -> None:
        super().__init__(_("No app handles messages of kind “%s”.") % kind)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that delivers messages of this kind."""

    def decorate(function: Handler) -> Handler:
        return handlers.add(kind, function)

    return decorate


def put(kind: str, *, key: str, delay: timedelta | None = None, **payload: Any) -> None:
    """Queue a side effect in the caller's transaction; the same key queues it once.

    Without `delay` it is delivered right after commit. With a `delay`, also of nothing,
    it is left to the worker.
    """
    message = prepare(kind, key=key, delay=delay, **payload)
    if insert_once(message) and delay is None:
        deliver_after_commit(message)


def prepare(
    kind: str, *, key: str, delay: timedelta | None = None, **payload: Any
) -> OutboxMessage:
    """Return the unsaved message, for those who insert it with other rows.

    Without `delay` it is born with its first attempt begun and this process as the
    holder of its lease, so that no worker takes it meanwhile: `deliver_after_commit`
    is the caller's next step. Where the process dies first, the lease runs out.
    """
    now = timezone.now()
    message = OutboxMessage(
        kind=kind, key=key, payload=payload, due_at=now + (delay or timedelta())
    )
    if delay is None:
        message.attempts, message.locked_until = 1, now + OutboxMessage.LEASE
    return message


def deliver_after_commit(message: OutboxMessage) -> None:
    """Deliver an inserted message of this process when its transaction commits."""
    transaction.on_commit(partial(_try_at_once, message), robust=True)


def deliver_in_background() -> Courier:
    """Let a thread of this process try what is committed; return it.

    For servers, once at their start: a command may end before the thread has begun.
    """
    global _courier
    _courier = _courier or Courier()
    return _courier


def _try_at_once(message: OutboxMessage) -> None:
    """Deliver right after commit; what fails here is delivered by the worker."""
    if _courier is None:
        _try(message)
    elif not _courier.take(partial(_try, message)):
        _leave_to_worker(message)


def _leave_to_worker(message: OutboxMessage) -> None:
    """End the lease, so that a worker need not wait for it to run out."""
    rows = OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts)
    rows.update(locked_until=None, attempts=message.attempts - 1)


def _try(message: OutboxMessage) -> None:
    """Deliver a message of this process.

    Where its lease ran out meanwhile, the message has to be claimed first.
    """
    held = message.locked_until and timezone.now() < message.locked_until
    if held or _hold(message):
        _deliver(message)


def deliver_due(*, limit: int = 100, stop: Event | None = None) -> tuple[int, int]:
    """Deliver up to `limit` due messages; return (delivered, failed).

    Where `stop` is set meanwhile, the message at hand is the last.
    """
    delivered = failed = 0
    while delivered + failed < limit and not (stop and stop.is_set()):
        message = _claim(OutboxMessage.objects.order_by("due_at"))
        if message is None:
            break
        if _deliver(message):
            delivered += 1
        else:
            failed += 1
    return delivered, failed


def deliver_forever(stop: Event, *, limit: int, pause: float) -> tuple[int, int]:
    """Deliver until `stop` is set, looking again every `pause` seconds; return sums.

    A database that is away is waited for: nothing else would start the worker again.
    """
    delivered = failed = 0
    while not stop.is_set():
        close_old_connections()
        try:
            done = deliver_due(limit=limit, stop=stop)
        except (OperationalError, InterfaceError) as error:
            logger.warning("outbox_waits", error=str(error).strip())
            connection.close()
            stop.wait(PAUSE_WITHOUT_DATABASE)
            continue
        delivered, failed = delivered + done[0], failed + done[1]
        if not any(done):
            stop.wait(pause)
    return delivered, failed


class NotDelivered(KontorError):
    """A message that was to be delivered at once was not; the sentence says why."""


def try_again(message: OutboxMessage) -> None:
    """Deliver a message now, whatever its time. Raises NotDelivered with the reason."""
    rows = OutboxMessage.objects.filter(pk=message.pk)
    # Those that killed their workers have no error. Nobody else is counted back: the
    # number of attempts tells a slow worker that his lease went to a rival.
    rows.given_up().update(attempts=0)
    rows.filter(done_at__isnull=True).update(due_at=timezone.now())
    claimed = _claim(rows)
    names: dict[str, Any] = {"message": message}
    if claimed is None:
        message.refresh_from_db()
        if message.done_at:
            raise NotDelivered(_("“%(message)s” was delivered already.") % names)
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
        if message.kind not in handlers:
            raise UnknownKind(message.kind)
        label = f"job {message.kind}"
        with acting_as(label=label), working(label), reading_from_now():
            handlers[message.kind](**message.payload)
    except Exception as error:
        logger.exception("outbox_failed", kind=message.kind, key=message.key)
        # Only as long as the lease is ours: a rival who took over counted it up.
        rows.filter(attempts=message.attempts).update(
            error=f"{type(error).__name__}: {error}"[:2000],
            locked_until=None,
            due_at=timezone.now() + _pause(message.attempts),
        )
        return False
    _note_done(pk=message.pk, now=timezone.now())
    return True


_note_done = UpdateAndRead(
    OutboxMessage,
    column="attempts",
    rows=OutboxMessage.objects.all,
    changes=lambda: {
        "done_at": Parameter("now", OutboxMessage._meta.get_field("done_at")),
        "locked_until": None,
        "error": "",
    },
)


def _pause(attempts: int) -> timedelta:
    """Return the time to the next try: doubling from 30 s to 6 h, with jitter."""
    pause = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LAST_RETRY)
    return pause * (0.8 + 0.4 * random.random())  # noqa: S311

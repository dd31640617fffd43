"""The worker: delivers what is queued, and keeps the schedules."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.models import OutboxMessage
from database.monitoring import writability
from database.monitoring.process import serve
from database.ops.command import Finding, Result, UsageError
from database.ops.operation import Operation, Option
from database.pools import keeper
from database.process.background import Background
from database.queue import workers
from database.queue.lanes import Lane
from database.queue.mail_masking import without_addresses
from database.queue.report import NAMED, findings, resting, states
from database.runs import scheduling

PAUSE = 2.0  # seconds between two looks into an empty queue


def deliver_outbox(
    *,
    using: str = "default",
    lane: list[str] | None = None,
    limit: int = 100,
    forever: bool = False,
    parent: int | None = None,
) -> Result:
    """Deliver what is due, once or for ever; before, put what schedules want."""
    if limit < 1:
        raise UsageError(_("--limit has to be at least 1."))
    if using != "default":
        raise UsageError(_("The queue is only in the database 'default'."))
    lanes = list(dict.fromkeys(lane or Lane.values))
    if not forever:
        if Lane.OPS in lanes:
            scheduling.look()
        return _result(workers.deliver_once(lanes, limit=limit))
    serve("outbox")
    keeper.start()
    with stopped_by_signals() as stop:
        if parent:
            workers.end_with(parent, stop)
        if Lane.OPS in lanes:
            Background("timekeeper", partial(scheduling.keep_time, stop)).start()
        return _result(workers.deliver_forever(lanes, stop, limit=limit, pause=PAUSE))


def _result(done: dict[str, workers.Done]) -> Result:
    """Say how it went, and name what could not be delivered."""
    lanes = [state for state in states() if state.lane in done]
    delivered = sum(delivered for delivered, _failed in done.values())
    failed = sum(failed for _delivered, failed in done.values())
    figures = {
        "delivered": delivered,
        "failed": failed,
        "waiting": sum(state.waiting for state in lanes),
        "given_up": sum(state.given_up for state in lanes),
    }
    text = _("Delivered %(delivered)d, failed %(failed)d, waiting %(waiting)d")
    if figures["given_up"]:
        text += _(", given up %(given_up)d")
    return Result(
        data={**figures, "lanes": list(done), "resting": resting(lanes)},
        verdict=text % figures,
        findings=[
            *writability.findings(using="default"),
            *_failed(failed, list(done)),
            *findings(lanes),
        ],
    )


def _failed(failed: int, lanes: list[str]) -> Iterator[Finding]:
    """Name messages that failed and are tried again."""
    if not failed:
        return
    rows = OutboxMessage.objects.failing().waiting().filter(lane__in=lanes)
    keys = rows.order_by("due_at").values_list("key", flat=True)
    yield Finding(
        id="outbox.failed",
        severity="warning",
        object=list(map(without_addresses, keys[:NAMED])),
        message=_("Messages could not be delivered and will be tried again."),
        measured=failed,
        threshold=0,
        fix=_("Read their errors in the back office."),
    )


@contextmanager
def stopped_by_signals() -> Iterator[Event]:
    """Give an event that Ctrl-C and SIGTERM set, instead of ending the work midway."""
    stop = Event()
    before = {
        number: signal.signal(number, lambda *_args: stop.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


DELIVER_OUTBOX = Operation(
    name="deliver_outbox",
    title=gettext_lazy("Queue worker"),
    description=gettext_lazy(
        "Deliver queued messages that are due, each lane in a thread of "
        "its own, and carry out the schedules."
    ),
    for_shell=gettext_lazy(
        "With --forever it runs until Ctrl-C or SIGTERM, and finishes the "
        "messages in hand. Exit code 1 if a message failed, was given up, "
        "or has waited too long. Example: manage.py deliver_outbox --lane "
        "mail --limit 500"
    ),
    run=deliver_outbox,
    options=(
        Option("forever", help=gettext_lazy("Wait for new messages."), kind=bool),
        Option(
            "lane",
            help=gettext_lazy(
                "This lane only; can be given several times (default: all of them)."
            ),
            choices=tuple(Lane.values),
            many=True,
        ),
        Option(
            "limit",
            help=gettext_lazy("Messages at a time in each lane (default: 100)."),
            kind=int,
            default=100,
        ),
        Option(
            "parent",
            help=gettext_lazy(
                "With --forever: end with this process, which started the worker."
            ),
            kind=int,
            metavar="PID",
        ),
    ),
    shell_only=gettext_lazy(
        "A worker is a process of its own: have the system start it, and restart it "
        "when it ends."
    ),
)

"""Deliver queued messages, once or for ever."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.utils.translation import gettext as _

from database import workers
from database.commands import Finding, OpsCommand, Result, UsageError
from database.lanes import Lane
from database.mail_masking import without_addresses
from database.models import OutboxMessage
from database.monitoring import keeper, writability
from database.monitoring.process import serve
from database.queue_report import NAMED, findings, resting, states


class Command(OpsCommand):
    help = (
        "Deliver queued messages whose time has come, each lane in a thread of its "
        "own. With --forever it goes on until Ctrl-C or SIGTERM, and finishes the "
        "messages at hand. Exit code 1 when a message failed, was given up, or waits "
        "too long. Example: manage.py deliver_outbox --lane mail --limit 500"
    )
    schema = "deliver_outbox/1"
    PAUSE = 2.0  # seconds between two looks into an empty queue

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forever", action="store_true", help="Wait for new messages."
        )
        parser.add_argument(
            "--lane",
            choices=Lane.values,
            action="append",
            help="This lane only; may be given again (default: all of them).",
        )
        parser.add_argument(
            "--limit",
            type=int,
            default=100,
            help="Messages at a time in each lane (default: 100).",
        )

    def run(self, **options: Any) -> Result:
        if options["limit"] < 1:
            raise UsageError(_("--limit has to be at least 1."))
        if options["database"] != "default":
            raise UsageError(_("The queue is in the database 'default' only."))
        lanes = list(dict.fromkeys(options["lane"] or Lane.values))
        if not options["forever"]:
            done = workers.deliver_once(lanes, limit=options["limit"])
            return self._result(done)
        serve("outbox")
        keeper.start()
        with stopped_by_signals() as stop:
            return self._result(
                workers.deliver_forever(
                    lanes, stop, limit=options["limit"], pause=self.PAUSE
                )
            )

    def _result(self, done: dict[str, workers.Done]) -> Result:
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
        message=_("Messages could not be delivered and are tried again."),
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

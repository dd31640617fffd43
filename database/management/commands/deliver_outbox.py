"""Deliver queued messages, once or for ever."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.utils.translation import gettext as _

from database import outbox
from database.commands import Finding, OpsCommand, Result, UsageError
from database.models import OutboxMessage
from database.monitoring import keeper, writability
from database.monitoring.process import serve

NAMED = 20  # failing messages in a finding


class Command(OpsCommand):
    help = (
        "Deliver queued messages whose time has come. With --forever it goes on until "
        "Ctrl-C or SIGTERM, and finishes the message at hand. Exit code 1 when a "
        "message failed. Example: manage.py deliver_outbox --limit 500"
    )
    schema = "deliver_outbox/1"
    PAUSE = 2.0  # seconds between two looks into an empty queue

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--forever", action="store_true", help="Wait for new messages."
        )
        parser.add_argument(
            "--limit", type=int, default=100, help="Messages at a time (default: 100)."
        )

    def run(self, **options: Any) -> Result:
        if options["limit"] < 1:
            raise UsageError(_("--limit has to be at least 1."))
        if options["database"] != "default":
            raise UsageError(_("The queue is in the database 'default' only."))
        if not options["forever"]:
            return self._result(*outbox.deliver_due(limit=options["limit"]))
        serve("outbox")
        keeper.start()
        with stopped_by_signals() as stop:
            return self._result(
                *outbox.deliver_forever(stop, limit=options["limit"], pause=self.PAUSE)
            )

    def _result(self, delivered: int, failed: int) -> Result:
        """Say how it went, and name what could not be delivered."""
        messages = OutboxMessage.objects
        waiting = messages.filter(done_at__isnull=True).count()
        result = Result(
            data={"delivered": delivered, "failed": failed, "waiting": waiting},
            verdict=_("Delivered %(delivered)d, failed %(failed)d, waiting %(waiting)d")
            % {"delivered": delivered, "failed": failed, "waiting": waiting},
        )
        result.findings += writability.findings(using="default")
        if failed:
            keys = messages.failing().order_by("due_at").values_list("key", flat=True)
            result.findings.append(
                Finding(
                    id="outbox.failed",
                    severity="warning",
                    object=list(keys[:NAMED]),
                    message=_("Messages could not be delivered and are tried again."),
                    measured=failed,
                    threshold=0,
                    fix=_("Read their errors in the back office."),
                )
            )
        return result


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

"""Cancel orders that are paid before delivery and were not."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.arguments import age
from database.clock import require_right_clock
from database.commands import OpsCommand, Refused, Result, UsageError
from database.outbox import left_to_workers
from orders.services.expiring import expire_order, in_chunks, overdue

NAMED = 20  # orders that a dry run prints


class Command(OpsCommand):
    help = (
        "Cancel orders that are paid before delivery and were not paid in time, and "
        "put their stock back. An order with any money is left for people to decide. "
        "Run it every few minutes. Example: manage.py expire_orders --dry-run"
    )
    schema = "expire_orders/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--older-than",
            type=age,
            help="Age from which an order expires, such as 96h (default: "
            "ORDER_EXPIRES_AFTER, 72 hours). Not less: customers were told.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say which; change nothing."
        )

    def run(self, **options: Any) -> Result:
        promised = timedelta(seconds=settings.ORDER_EXPIRES_AFTER)
        waiting = options["older_than"] or promised
        if waiting < promised:
            raise Refused(
                _("Customers were told that they have %(hours)d hours to pay.")
                % {"hours": promised.total_seconds() // 3600}
            )
        if options["database"] != "default":
            raise UsageError(_("Orders are in the database 'default' only."))
        require_right_clock()
        placed_before = timezone.now() - waiting
        found = expired = 0
        self.numbers: list[str] = []
        for order in in_chunks(overdue(placed_before)):
            found += 1
            if len(self.numbers) < NAMED:
                self.numbers.append(order.number)
            if not options["dry_run"]:
                # Its mail is a worker's: a mail server that hangs holds up nothing.
                with left_to_workers():
                    expired += expire_order(
                        order_id=order.pk, placed_before=placed_before
                    )
        return Result(
            data={"found": found, "expired": expired, "dry_run": options["dry_run"]},
            verdict=_verdict(found, expired, options["dry_run"]),
        )

    def show(self, result: Result) -> None:
        """Print the first numbers, for people who look before they leap."""
        for number in self.numbers:
            self.console.print(number)


def _verdict(found: int, expired: int, dry_run: bool) -> str:
    if dry_run:
        text = ngettext(
            "%(count)d order would expire. Nothing was changed.",
            "%(count)d orders would expire. Nothing was changed.",
            found,
        )
        return text % {"count": found}
    text = ngettext(
        "%(count)d order expired. Its pieces are back in stock.",
        "%(count)d orders expired. Their pieces are back in stock.",
        expired,
    )
    return text % {"count": expired}

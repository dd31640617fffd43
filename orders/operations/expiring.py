"""Cancel orders that are paid before delivery and were not."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.ops.arguments import age
from database.ops.clock import require_right_clock
from database.ops.command import Refused, Result, Table, UsageError
from database.ops.operation import Operation, Option, dry_run_option
from database.ops.progress import track
from database.ops.timing import Every
from database.queue.outbox import left_to_workers
from orders.life.expiring import expire_order, in_chunks, overdue

NAMED = 20  # orders that are shown


def expire_orders(
    *, using: str, older_than: timedelta | None = None, dry_run: bool = False
) -> Result:
    """Expire what was not paid in time; with `dry_run` say what that would be."""
    promised = timedelta(seconds=settings.ORDER_EXPIRES_AFTER)
    waiting = older_than or promised
    if waiting < promised:
        raise Refused(
            _("Customers were told that they have %(hours)d hours to pay.")
            % {"hours": promised.total_seconds() // 3600}
        )
    if using != "default":
        raise UsageError(_("Orders are only in the database 'default'."))
    require_right_clock()
    placed_before = timezone.now() - waiting
    found = expired = 0
    numbers: list[str] = []
    for order in track(in_chunks(overdue(placed_before)), "Orders", None):
        found += 1
        if len(numbers) < NAMED:
            numbers.append(order.number)
        if not dry_run:
            # Its mail is a worker's: a mail server that hangs holds up nothing.
            with left_to_workers():
                expired += expire_order(order_id=order.pk, placed_before=placed_before)
    return Result(
        data={"found": found, "expired": expired, "dry_run": dry_run},
        verdict=_verdict(found, expired, dry_run),
        tables=[
            Table(
                title=_("Orders that were not paid in time"),
                columns=[_("Number")],
                rows=[[number] for number in numbers],
                empty=_("none"),
            )
        ],
    )


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


EXPIRE_ORDERS = Operation(
    name="expire_orders",
    title=gettext_lazy("Expire orders"),
    description=gettext_lazy(
        "Cancel orders that should have been paid in advance and were not "
        "paid in time, and put their pieces back into stock. An order with "
        "any payment is left for people to decide. Run it every few "
        "minutes."
    ),
    for_shell=gettext_lazy("Example: manage.py expire_orders --dry-run"),
    run=expire_orders,
    options=(
        Option(
            "older_than",
            label=gettext_lazy("Age"),
            help=gettext_lazy(
                "Age at which an order expires, such as 96h (default: "
                "ORDER_EXPIRES_AFTER, 72 hours). It cannot be less, because "
                "customers were told."
            ),
            kind=age,
            metavar="AGE",
        ),
        dry_run_option(gettext_lazy("List them; change nothing.")),
    ),
    schedule=Every(300),
)

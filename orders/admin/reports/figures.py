"""The figures of the back office's home page. Each function is one query."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from database.models import AuditEntry, OutboxMessage
from database.rows.days import start_of
from orders.ledger.selecting import SELECTIONS, WAITS_FOR_MONEY
from orders.models import Order, Refund, Return
from orders.models.orders import to_ship_condition
from orders.status import OPEN, SOLD, Status
from shop.models import Product

CENT = Decimal("0.01")
# Placed and not taken back: what a day has sold so far.
COUNTED = (Status.PENDING, *SOLD)


@dataclass(frozen=True, slots=True)
class Queues:
    """Orders that wait for staff, and since when."""

    to_confirm: int
    waiting_for_payment: int
    oldest_to_confirm: datetime | None
    to_ship: int
    oldest_to_ship: datetime | None


@dataclass(frozen=True, slots=True)
class Takings:
    """How many orders there were and what they came to."""

    orders: int
    sales: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the chart."""

    date: date
    takings: Takings


@dataclass(frozen=True, slots=True)
class Recent:
    """What was sold: today so far, a week ago up to this time, and day by day."""

    today: Takings
    week_ago: Takings
    # Oldest first.
    days: list[Day]


def queues() -> Queues:
    """Return what waits to be confirmed and to be shipped."""
    pending, to_ship = Q(status=Status.PENDING), to_ship_condition()
    row = Order.objects.filter(status__in=OPEN).aggregate(
        to_confirm=Count("pk", filter=pending),
        waiting_for_payment=Count("pk", filter=WAITS_FOR_MONEY),
        oldest_to_confirm=Min("placed_at", filter=pending),
        to_ship=Count("pk", filter=to_ship),
        oldest_to_ship=Min("placed_at", filter=to_ship),
    )
    return Queues(**row)


def payments_that_differ() -> tuple[int, int]:
    """Return how many orders are overpaid, and how many are paid in part."""
    row = Order.objects.filter(SELECTIONS["differs"]).aggregate(
        over=Count("pk", filter=SELECTIONS["over"]),
        under=Count("pk", filter=SELECTIONS["under"]),
    )
    return row["over"], row["under"]


def refunds_to_transfer() -> tuple[int, Decimal]:
    """Return how many refunds wait to be paid out by hand, and what they come to."""
    row = Refund.objects.to_transfer().aggregate(count=Count("pk"), sum=Sum("amount"))
    return row["count"], _money(row["sum"])


def returns_waiting() -> tuple[int, int]:
    """Return how many returns wait for an answer, and how many for their parcel."""
    statuses = Return.Status
    under_way = [statuses.APPROVED, statuses.PARTLY]
    waiting = Return.objects.filter(status__in=[statuses.REQUESTED, *under_way])
    row = waiting.aggregate(
        to_answer=Count("pk", filter=Q(status=statuses.REQUESTED)),
        under_way=Count("pk", filter=Q(status__in=under_way)),
    )
    return row["to_answer"], row["under_way"]


def low_stock() -> int:
    """Return how many products on sale are low or out."""
    return Product.objects.low_on_stock(settings.LOW_STOCK_THRESHOLD).count()


class Undelivered(NamedTuple):
    """Queued messages that failed at their last try, and others that nobody takes."""

    failed: int
    late: int


def undelivered() -> Undelivered:
    """Count what the queue has not delivered and ought to have, in one query."""
    failed = ~Q(error="")
    late = Q(pk__in=OutboxMessage.objects.late().values("pk")) & ~failed
    rows = OutboxMessage.objects.filter(done_at__isnull=True).order_by()
    return Undelivered(
        **rows.aggregate(
            failed=Count("pk", filter=failed), late=Count("pk", filter=late)
        )
    )


def errors_logged(now: datetime) -> int:
    """Return how many errors the audit log holds of the last day."""
    recent = AuditEntry.objects.filter(created_at__gte=now - timedelta(days=1))
    return recent.filter(level=AuditEntry.Level.ERROR).count()


def recent(now: datetime, count: int = 30) -> Recent:
    """Return the last `count` days, today included, and today against a week ago.

    A week ago is counted up to the same time of day: a whole day against half of one
    would always say that business is bad.
    """
    local = timezone.localtime(now)
    today, week_ago = local.date(), local.date() - timedelta(days=7)
    # Wall-clock times, so that a change of the clocks does not shift the hour.
    then = timezone.make_aware(datetime.combine(week_ago, local.time()))
    spans = {"now": (start_of(today), now), "then": (start_of(week_ago), then)}
    days = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
    spans |= {
        f"d{index}": (start_of(day), start_of(day + timedelta(days=1)))
        for index, day in enumerate(days)
    }
    takings = _takings(spans)
    return Recent(
        today=takings["now"],
        week_ago=takings["then"],
        days=[Day(day, takings[f"d{index}"]) for index, day in enumerate(days)],
    )


def _takings(spans: dict[str, tuple[datetime, datetime]]) -> dict[str, Takings]:
    """Return count and sum for each span of time, in one query.

    By conditions and not by a function that cuts days in SQL: the days are those of
    TIME_ZONE on every engine, even if the server knows no time zones.
    """
    sums: dict[str, Any] = {}
    for name, (begin, end) in spans.items():
        within = Q(placed_at__gte=begin, placed_at__lt=end)
        sums[f"{name}_orders"] = Count("pk", filter=within)
        sums[f"{name}_sales"] = Sum("total", filter=within)
    first = min(begin for begin, _end in spans.values())
    counted = Order.objects.filter(status__in=COUNTED, placed_at__gte=first)
    row = counted.aggregate(**sums)
    return {
        name: Takings(row[f"{name}_orders"], _money(row[f"{name}_sales"]))
        for name in spans
    }


def _money(value: Any) -> Decimal:
    return Decimal(value or 0).quantize(CENT)

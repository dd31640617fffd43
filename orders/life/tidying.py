"""Clean-up: old cancelled orders out of the way, forgotten baskets removed.

In batches, each a short transaction of its own, so that the shop goes on selling and a
stopped run has done what it did. What is found a second time is nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from database.audit.log import log_operation
from database.rows.base_models import touched
from database.transactions import retry_on_conflict
from orders.models import Basket, BasketLine, Order
from orders.status import Status

BATCH = 2000


def to_archive(cancelled_before: datetime) -> QuerySet[Order]:
    """Return cancelled orders of that age that are still in the everyday lists."""
    return Order.objects.filter(
        status=Status.CANCELLED,
        archived_at__isnull=True,
        cancelled_at__lt=cancelled_before,
    )


def stale_baskets(untouched_since: datetime) -> QuerySet[Basket]:
    """Return baskets that nobody touched since then, whosever they are."""
    return Basket.objects.filter(updated_at__lt=untouched_since)


def archive_orders(*, cancelled_before: datetime) -> Iterator[int]:
    """Archive them batch by batch; yield the number of each batch.

    Nothing of an order is removed: its ledgers, mails and history stay where they are.
    """
    yield from _in_batches(
        lambda: archive_batch(cancelled_before=cancelled_before),
        "orders.archive",
        "%d cancelled orders were archived.",
    )


def purge_baskets(*, untouched_since: datetime) -> Iterator[int]:
    """Remove stale baskets batch by batch; yield the number of each batch."""
    yield from _in_batches(
        lambda: purge_batch(untouched_since=untouched_since),
        "orders.purge_baskets",
        "%d baskets that nobody had touched were removed.",
    )


@retry_on_conflict()
def archive_batch(*, cancelled_before: datetime) -> int:
    """Archive up to BATCH orders; return how many."""
    rows = to_archive(cancelled_before).order_by("cancelled_at")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    again = to_archive(cancelled_before).filter(pk__in=keys)
    return again.update(archived_at=timezone.now(), **touched())


@retry_on_conflict()
def purge_batch(*, untouched_since: datetime) -> int:
    """Remove up to BATCH baskets; return how many.

    Locked first, passing by those that somebody fills at this moment: who adds to a
    basket locks it too, and finds it removed or keeps it.
    """
    rows = stale_baskets(untouched_since).order_by("updated_at")
    skip = connection.features.has_select_for_update_skip_locked
    locked = rows.select_for_update(skip_locked=skip)
    keys = list(locked.values_list("pk", flat=True)[:BATCH])
    BasketLine.objects.filter(basket_id__in=keys).delete()
    Basket.objects.filter(pk__in=keys).delete()
    return len(keys)


def _in_batches(
    batch: Callable[[], int], operation: str, message: str
) -> Iterator[int]:
    """Work until a batch finds nothing; leave a row in the log, also when stopped."""
    total = 0
    try:
        while done := batch():
            total += done
            yield done
    finally:
        if total:
            log_operation(operation, message % total, rows=total)

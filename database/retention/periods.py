"""How long rows are kept, and removing what is past its time, a batch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from database.audit.log import maintenance
from database.models import AuditEntry, OperationRun, OutboxMessage
from database.queue.lanes import kept_for_ever
from database.registry import Registry
from database.transactions import retry_on_conflict

BATCH = 5_000  # rows a transaction: short enough that nobody waits for it


@dataclass(frozen=True, slots=True)
class Period:
    """How long the rows of a table are kept.

    `rows` returns those whose `column` lies before a moment. They are deleted, or with
    `blank` these columns are emptied. With `append_only` the table's triggers are
    opened for it. `setting` names what decides `days`, where something does.
    """

    title: Any
    days: int
    setting: str
    rows: Callable[[datetime], QuerySet[Any]]
    column: str = "created_at"
    blank: tuple[str, ...] = ()
    append_only: bool = False

    def cutoff(self) -> datetime:
        """Return the moment before which rows may go."""
        return timezone.now() - timedelta(days=self.days)


# By the name that the command takes; each app's `retention.py` adds its own.
periods: Registry[Period] = Registry("retention")


def expired(
    model: type[Model], before: datetime, *, column: str, using: str
) -> QuerySet:
    """Return the rows whose time is before `before`, oldest first."""
    rows = model._base_manager.using(using).filter(**{f"{column}__lt": before})
    return rows.order_by(column)


def purge(
    model: type[Model],
    before: datetime,
    *,
    reason: str,
    column: str = "created_at",
    using: str = "default",
) -> int:
    """Delete the rows from before this moment, batch by batch; return how many.

    Each batch opens the append-only tables by itself and leaves its row in the
    audit log. Stopped midway, it has removed the oldest and goes on next time.
    """
    removed = 0
    while keys := list(
        expired(model, before, column=column, using=using).values_list("pk", column)[
            :BATCH
        ]
    ):
        # The span keeps PostgreSQL from looking into every month.
        span = {f"{column}__gte": keys[0][1], f"{column}__lte": keys[-1][1]}
        batch = model._base_manager.using(using).filter(
            pk__in=[key for key, _moment in keys], **span
        )
        with maintenance(reason, using=using):
            removed += batch.delete()[0]
    return removed


def clear(period: Period, before: datetime) -> Iterator[int]:
    """Delete or empty what is past its time; yield the number of each batch.

    Each batch is a short transaction of its own, and walks on from where the last one
    ended: rows that stay, emptied, are not read again.
    """
    column, seen = period.column, Q()
    while keys := list(
        period.rows(before)
        .filter(seen)
        .order_by(column, "pk")
        .values_list("pk", column)[:BATCH]
    ):
        yield _clear_batch(
            period=period, before=before, keys=[key for key, _at in keys]
        )
        key, moment = keys[-1]
        later = Q(**{f"{column}__gt": moment})
        seen = later | Q(**{column: moment, "pk__gt": key})


@retry_on_conflict()
def _clear_batch(*, period: Period, before: datetime, keys: list[Any]) -> int:
    """Clear those of the batch that are still past their time; return how many."""
    rows = period.rows(before).filter(pk__in=keys)
    if period.blank:
        return rows.update(**dict.fromkeys(period.blank, ""))
    return rows.delete()[0]


def superseded(history: type[Model], before: datetime) -> QuerySet[Any]:
    """Return versions from before this moment that a later one from then replaced.

    The newest of each row stays: the next change is compared with it.
    """
    rows = history._base_manager.filter(history_date__lt=before)
    later = history._base_manager.filter(
        id=OuterRef("id"),
        history_date__gt=OuterRef("history_date"),
        history_date__lt=before,
    )
    return rows.filter(Exists(later.order_by()))


def _delivered(before: datetime) -> QuerySet[OutboxMessage]:
    """Return delivered messages, but those whose key is a promise for ever."""
    rows = OutboxMessage.objects.filter(done_at__lt=before)
    return rows.exclude(kind__in=kept_for_ever())


periods.add(
    "messages",
    Period(
        title=gettext_lazy("Delivered messages of the queue"),
        days=settings.OUTBOX_DAYS,
        setting="OUTBOX_DAYS",
        rows=_delivered,
        column="done_at",
    ),
)
periods.add(
    "operations",
    Period(
        title=gettext_lazy("Audit log"),
        days=settings.OPERATION_LOG_DAYS,
        setting="OPERATION_LOG_DAYS",
        rows=lambda before: AuditEntry.objects.filter(created_at__lt=before),
        append_only=True,
    ),
)
periods.add(
    "runs",
    Period(
        title=gettext_lazy("Runs of operations"),
        days=settings.OPERATION_RUN_DAYS,
        setting="OPERATION_RUN_DAYS",
        rows=lambda before: OperationRun.objects.over().filter(created_at__lt=before),
    ),
)

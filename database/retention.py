"""Removing what is past its time, a few thousand rows at a time."""

from datetime import datetime

from django.db.models import Model, QuerySet

from database.audit import maintenance

BATCH = 5_000  # rows a transaction: short enough that nobody waits for it


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
    operation log. Stopped midway, it has removed the oldest and goes on next time.
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

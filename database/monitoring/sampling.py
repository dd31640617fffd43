"""Samples: every minute a few figures of each operation, for charts and metrics."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from database.errors import KontorError
from database.models import MetricSample
from database.ops.operation import Operation, operations

KEPT = timedelta(days=30)
logger = structlog.get_logger(__name__)


def series_name(operation: Operation, name: str) -> str:
    """Return the name under which the samples of a figure are stored."""
    return f"{operation.name}.{name}"


def sample_operations(*, using: str = "default") -> int:
    """Run every operation that has a series, and store its figures; return how many.

    The minute is the key: of the processes that try, one is heard. An operation that
    this engine does not serve, or that fails, has no sample in this minute.
    """
    minute = timezone.now().replace(second=0, microsecond=0)
    samples = []
    for _name, operation in operations.items():
        if operation.measure is None:
            continue
        try:
            result = operation.run(using=using, **operation.with_defaults())
        except (KontorError, DatabaseError, InterfaceError) as error:
            logger.info("no_sample", operation=operation.name, error=str(error).strip())
            continue
        samples += [
            MetricSample(series=series_name(operation, name), at=minute, value=value)
            for name, value in operation.measure(result).items()
        ]
    MetricSample.objects.using(using).bulk_create(samples, ignore_conflicts=True)
    return len(samples)


def forget_old_samples(*, using: str = "default") -> int:
    """Remove what is older than charts show; return how many."""
    rows = MetricSample.objects.using(using).filter(at__lt=timezone.now() - KEPT)
    return rows.delete()[0]


def history(
    operation: Operation, *, since: timedelta, using: str = "default"
) -> dict[str, list[tuple[datetime, float]]]:
    """Return the samples of an operation by the name of the series, oldest first."""
    names = {series_name(operation, s.name): s.name for s in operation.series}
    points: dict[str, list[tuple[datetime, float]]] = {n: [] for n in names.values()}
    rows = MetricSample.objects.using(using).filter(
        series__in=names, at__gte=timezone.now() - since
    )
    for series, at, value in rows.order_by("at").values_list("series", "at", "value"):
        points[names[series]].append((at, value))
    return points


def newest(*, using: str = "default") -> Sequence[tuple[str, float]]:
    """Return the samples of the last minute in which there were any, by series."""
    rows = MetricSample.objects.using(using)
    last = rows.order_by("-at").values_list("at", flat=True).first()
    recent = timezone.now() - timedelta(minutes=5)
    if last is None or last < recent:
        return []
    return list(rows.filter(at=last).order_by("series").values_list("series", "value"))

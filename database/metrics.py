"""Metrics of the ground floor: the queue, and the newest samples of the operations."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from database.models import OutboxMessage
from database.monitoring.exposition import collectors, gauge
from database.monitoring.sampling import newest
from database.replicas.counts import replica_metrics


def outbox() -> Iterator[Metric]:
    """Yield how many messages wait, fail and were given up, and since when."""
    given_up = Q(attempts__gte=OutboxMessage.MAX_ATTEMPTS)
    figures = OutboxMessage.objects.filter(done_at__isnull=True).aggregate(
        waiting=Count("pk", filter=~given_up),
        failing=Count("pk", filter=~Q(error="") & ~given_up),
        given_up=Count("pk", filter=given_up),
        oldest=Min("due_at", filter=~given_up),
    )
    oldest = figures.pop("oldest")
    yield gauge("kontor_outbox_messages", "Queued messages.", figures, label="state")
    late = (timezone.now() - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily(
        "kontor_outbox_late_seconds", "Since when a message is due.", max(0, late)
    )


def samples() -> Iterator[Metric]:
    """Yield the newest sample of each series."""
    family = GaugeMetricFamily(
        "kontor_sample",
        "The newest sample of an operation.",
        labels=["operation", "series"],
    )
    for name, value in newest():
        operation, _dot, series = name.partition(".")
        family.add_metric([operation, series], value)
    yield family


collectors.add("outbox", outbox)
collectors.add("samples", samples)
collectors.add("replicas", replica_metrics)

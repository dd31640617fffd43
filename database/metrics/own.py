"""Metrics of the ground floor: the queue, and the newest samples of the operations."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from database.metrics.exposition import collectors
from database.monitoring.gauge import gauge
from database.monitoring.sampling import newest
from database.queue.report import states
from database.replicas.counts import replica_metrics


def outbox() -> Iterator[Metric]:
    """Yield how many messages wait, fail, are late and were given up, since when."""
    lanes = states()
    names = ("waiting", "failing", "given_up")
    figures = {name: sum(getattr(state, name) for state in lanes) for name in names}
    yield gauge("kontor_outbox_messages", "Queued messages.", figures, label="state")
    now = timezone.now()
    since = [
        (now - lane.oldest_due).total_seconds() for lane in lanes if lane.oldest_due
    ]
    yield GaugeMetricFamily(
        "kontor_outbox_late_seconds",
        "Since when a message has been due.",
        max([0.0, *since]),
    )
    late = {state.lane: state.late for state in lanes if state.lane}
    yield gauge(
        "kontor_outbox_late_messages", "Messages that are late.", late, label="lane"
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

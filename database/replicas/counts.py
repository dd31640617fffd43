"""What the processes told of the replicas: for the report and for `/metrics`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from database.models import ReplicaCounts
from database.monitoring.gauge import gauge
from database.replicas.states import State

RECENT = timedelta(seconds=30)


def told_counts(*, using: str = "default") -> list[dict[str, Any]]:
    """Return what each process told within the last 30 s, the newest first."""
    since = timezone.now() - RECENT
    rows = ReplicaCounts.objects.using(using).filter(at__gte=since).order_by("-at")
    return list(rows.values_list("figures", flat=True))


def replica_metrics() -> Iterator[Metric]:
    """Yield the replicas as the processes see them; nothing if there are none.

    A lag that nobody knows is left out: 0 would say that all is well.
    """
    if not settings.REPLICAS:
        return
    told = told_counts()
    newest: dict[str, Any] = told[0].get("replicas", {}) if told else {}
    yield gauge(
        "kontor_db_replication_up",
        "Whether the replica is read from.",
        {
            alias: float(figures["state"] == State.STREAMING.value)
            for alias, figures in newest.items()
        },
        label="alias",
    )
    yield _lag("bytes", newest)
    yield _lag("seconds", newest)
    for name, text in (("reads", "Reads"), ("fallbacks", "Failed reads")):
        sums: dict[str, float] = {}
        for figures in told:
            for alias, figure in figures.get("replicas", {}).items():
                sums[alias] = sums.get(alias, 0) + figure[name]
        yield gauge(
            f"kontor_db_replica_{name}_last_minute",
            f"{text} of the last minute.",
            sums,
            label="alias",
        )


def _lag(unit: str, newest: dict[str, Any]) -> GaugeMetricFamily:
    known = {
        alias: float(figures[f"lag_{unit}"])
        for alias, figures in newest.items()
        if figures[f"lag_{unit}"] is not None
    }
    name, text = f"kontor_db_replication_lag_{unit}", f"How far behind, in {unit}."
    return gauge(name, text, known, label="alias")

"""`/metrics`: what all processes published, in the format that Prometheus reads.

Apps contribute collectors from a module `metrics.py`: functions that yield families.
The labels are few on purpose: views, aliases, kinds; never a key or an address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from database.monitoring.gauge import gauge
from database.monitoring.histograms import BOUNDS
from database.monitoring.store import Record, add_up, store
from database.pools.published import Pool, published_pools
from database.registry import Registry

Collector = Callable[[], Iterable[Metric]]
collectors: Registry[Collector] = Registry("metrics")
logger = structlog.get_logger(__name__)


class _All:
    """What prometheus_client asks for its families.

    If the database is down, what the processes left in Redis is told anyway,
    and `kontor_up` says why the rest is missing: a scrape that fails as a whole tells
    nobody anything.
    """

    def collect(self) -> Iterator[Metric]:
        families, is_up = _collected()
        yield GaugeMetricFamily(
            "kontor_up", "Whether the database answered this scrape.", float(is_up)
        )
        yield from families


def _collected() -> tuple[list[Metric], bool]:
    """Return what could be told, and whether the database answered."""
    families: list[Metric] = []
    for source in (_processes, *(collector for _name, collector in collectors.items())):
        try:
            families += source()
        except (DatabaseError, InterfaceError) as error:
            # The others would wait for the database as long as this one did.
            logger.warning("metrics_without_database", error=str(error).strip())
            return families, False
    return families, True


def exposition() -> bytes:
    """Return the text of one scrape, for every process of the shop."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_All())
    return generate_latest(registry)


def _processes() -> Iterator[Metric]:
    yield from _of_processes(store().all())


def _of_processes(records: list[Record]) -> Iterator[Metric]:
    pools = published_pools(records)
    counters: dict[str, Any] = {}
    for record in records:
        add_up(counters, record.payload.get("counters", {}))
    yield gauge(
        "kontor_processes",
        "Server processes that reported within the last 20 seconds.",
        _by_kind(records),
        label="kind",
    )
    yield from _pool_gauges(pools)
    for name, text, key, label in (
        ("kontor_db_pool_wait_seconds", "Waits for the pool.", "waits", "alias"),
        ("kontor_db_pool_hold_seconds", "Loans of the pool.", "holds", "alias"),
        ("kontor_db_query_duration_seconds", "Statements.", "statements", "view"),
        ("kontor_http_request_duration_seconds", "Requests.", "requests", "view"),
    ):
        yield _histogram(name, text, counters.get(key, {}), label)
    for key, text in (
        ("refused", "Borrowers who got no connection."),
        ("lost", "Connections that broke."),
    ):
        family = CounterMetricFamily(f"kontor_db_pool_{key}", text, labels=["alias"])
        for alias, value in sorted(counters.get(key, {}).items()):
            family.add_metric([alias], value)
        yield family
    answers = CounterMetricFamily(
        "kontor_http_responses", "Answers by status.", labels=["view", "status"]
    )
    for name, value in sorted(counters.get("answers", {}).items()):
        view, _space, status = name.rpartition(" ")
        answers.add_metric([view, status], value)
    yield answers


def _by_kind(records: list[Record]) -> dict[str, float]:
    kinds: dict[str, float] = {}
    for record in records:
        if record.is_alive:
            kind = record.payload["kind"]
            kinds[kind] = kinds.get(kind, 0) + 1
    return kinds


def _pool_gauges(pools: list[Pool]) -> Iterator[Metric]:
    figures: tuple[tuple[str, str, Callable[[Pool], int]], ...] = (
        ("max", "Connections the pools may have.", lambda pool: pool.most),
        ("size", "Connections the pools have.", lambda pool: pool.size),
        ("in_use", "Connections in use.", lambda pool: pool.in_use),
        ("idle", "Connections nobody uses.", lambda pool: pool.idle),
        ("waiting", "Threads waiting for a connection.", lambda pool: pool.waiting),
    )
    for name, text, figure in figures:
        sums: dict[str, float] = {}
        for pool in pools:
            sums[pool.alias] = sums.get(pool.alias, 0) + figure(pool)
        yield gauge(f"kontor_db_pool_{name}", text, sums, label="alias")


def _histogram(
    name: str, text: str, histograms: Mapping[str, list[float]], label: str
) -> HistogramMetricFamily:
    family = HistogramMetricFamily(name, text, labels=[label])
    bounds = [*map(str, BOUNDS), "+Inf"]
    for key, histogram in sorted(histograms.items()):
        counts = accumulate(histogram[:-1])
        buckets = list(zip(bounds, counts, strict=True))
        family.add_metric([key], buckets, sum_value=histogram[-1])
    return family

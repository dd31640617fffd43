"""The pools of this process as figures, and of all processes as they published them."""

import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

from database.monitoring import histograms
from database.monitoring.histograms import Histogram
from database.monitoring.store import Record, store
from database.pools import keeping
from database.pools.lending import Book, Loan, book

MOST_LOANS = 10  # published of each pool, the longest first
WINDOW = 60.0  # seconds over which load is measured


@dataclass(slots=True)
class Load:
    """What a pool had to do lately. `seconds` is how long "lately" is."""

    seconds: float = 0.0
    borrowed: int = 0
    refused: int = 0
    used: float = 0.0  # the mean share of the maximum in use


@dataclass(slots=True)
class Pool:
    """The pool of one process for one alias, at one moment. Times are in seconds."""

    alias: str
    least: int
    most: int
    size: int
    in_use: int
    waiting: int
    lost: int
    refused: int
    reclaimed: int
    waits: Histogram
    holds: Histogram
    load: Load = field(default_factory=Load)
    loans: list[dict[str, Any]] = field(default_factory=list)
    process: str = ""
    kind: str = ""

    @property
    def idle(self) -> int:
        return max(0, self.size - self.in_use)

    @property
    def use(self) -> float:
        """The share of the connections that the pool may have which are in use."""
        return self.in_use / self.most if self.most else 0.0

    @property
    def oldest_loan(self) -> float | None:
        return self.loans[0]["seconds"] if self.loans else None

    @property
    def holder(self) -> str:
        return self.loans[0]["holder"] if self.loans else ""

    def as_dict(self) -> dict[str, Any]:
        """Return what `--json` shows of the pool."""
        figures = asdict(self)
        for name in ("waits", "holds"):
            times = figures.pop(name)
            figures[f"{name[:-1]}_ms"] = {
                "p50": milliseconds(histograms.quantile(times, 0.5)),
                "p95": milliseconds(histograms.quantile(times, 0.95)),
            }
        return {**figures, "idle": self.idle, "utilisation": round(self.use, 3)}


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def own_pools() -> list[Pool]:
    """Return the pools of this process; costs some microseconds and no query."""
    return [_pool(alias, pool, book(alias)) for alias, pool in keeping.pools().items()]


def _pool(alias: str, pool: Any, entries: Book) -> Pool:
    stats = pool.get_stats()  # a counter is absent while it is zero
    loans = entries.current()
    return Pool(
        alias=alias,
        least=stats["pool_min"],
        most=stats["pool_max"],
        size=stats["pool_size"],
        in_use=len(loans),
        # One who gave up is counted by the pool until somebody returns a connection.
        waiting=min(stats.get("requests_waiting", 0), entries.asking),
        lost=stats.get("connections_lost", 0),
        refused=entries.refused,
        reclaimed=entries.reclaimed,
        waits=list(entries.waits),
        holds=list(entries.holds),
        loans=[_loan(loan) for loan in loans[:MOST_LOANS]],
    )


def _loan(loan: Loan) -> dict[str, Any]:
    is_long = loan.seconds > settings.POOL_LEAK_AFTER
    return {
        "holder": loan.holder,
        "seconds": round(loan.seconds, 3),
        # Only of those that are worth a look: a stack is long.
        "stack": loan.stack() if is_long else "",
    }


class LoadMeter:
    """Remembers a minute of figures, and tells the load of a pool from them."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[tuple[float, int, int, float]]] = {}

    def measure(self, pool: Pool) -> Load:
        """Take the pool's figures and return what it had to do within the window."""
        now = time.monotonic()
        seen = self._seen.setdefault(pool.alias, deque())
        seen.append((now, histograms.count(pool.waits), pool.refused, pool.use))
        while seen[0][0] < now - WINDOW:
            seen.popleft()
        first = seen[0]
        return Load(
            seconds=round(now - first[0], 1),
            borrowed=seen[-1][1] - first[1],
            refused=seen[-1][2] - first[2],
            used=round(sum(use for *_rest, use in seen) / len(seen), 3),
        )


def published_pools(records: list[Record] | None = None) -> list[Pool]:
    """Return the pools of every server process that spoke within the last 20 s."""
    found = []
    for record in store().all() if records is None else records:
        if not record.is_alive:
            continue
        for figures in record.payload.get("pools", []):
            load = Load(**figures.pop("load"))
            names = {"process": record.name, "kind": record.payload["kind"]}
            found.append(Pool(**{**figures, **names, "load": load}))
    return found

"""The keeper: a thread of each server process that looks after its pools and publishes.

Every five seconds, and at once where a connection was lost or somebody has to wait.
It speaks to the database over a connection of its own, so it is heard when the pool is
exhausted: that is when it matters.
"""

import time
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connections

from database.brakes.blocking import blocks
from database.brakes.counting import forget_old as forget_old_counts
from database.monitoring import work
from database.monitoring.process import begin, this
from database.monitoring.sampling import forget_old_samples, sample_operations
from database.monitoring.store import store
from database.pools import heartbeat, keeping
from database.pools import sizing as resizing
from database.pools.lending import book
from database.pools.published import LoadMeter, Pool, own_pools
from database.process.background import Background, after_fork

BEAT = 5.0  # seconds
LOOK = 0.25  # seconds between two looks at who waits
PAUSE = 0.05  # seconds between two repairs, however many ask for one
# While the server is down: a tenth of the time it has been, up to this.
LONGEST_PAUSE = 1.0
SAMPLED = 60  # seconds
logger = structlog.get_logger(__name__)


class Keeper:
    """One for a process; `start()` of this module makes it."""

    def __init__(self) -> None:
        self.meter = LoadMeter()
        self.scale = resizing.Autoscale()
        self._published = 0.0
        self._pressed: list[tuple[int, int]] = []
        self._minute = 0
        self._away_since = 0.0

    def run(self) -> None:
        use_own_connection()
        while True:
            self.step(is_lost=keeping.lost.wait(LOOK))

    def step(self, *, is_lost: bool) -> None:
        """Look once; what fails is logged and tried again at the next beat."""
        now = time.monotonic()
        try:
            if is_lost or is_short():
                self._mend_soon(now)
            else:
                self._away_since = 0.0
            pressed = [(p.in_use, p.waiting) for p in own_pools() if p.waiting]
            if now - self._published >= BEAT:
                self._beat()
            elif pressed != self._pressed and now - self._published >= 2 * LOOK:
                self._publish()
            self._pressed = pressed
        except Exception as error:
            self._published = now
            logger.warning("keeper_failed", error=f"{type(error).__name__}: {error}")
            with suppress(Exception):
                connections["default"].close()

    def _mend_soon(self, now: float) -> None:
        """Mend, and ask for it again as long as the server is down."""
        keeping.lost.clear()
        self._mend()
        self._away_since = self._away_since or now
        away = now - self._away_since
        time.sleep(min(max(PAUSE, away / 10), LONGEST_PAUSE))
        if is_short():
            keeping.lost.set()

    def _mend(self) -> None:
        for pool in keeping.pools().values():
            keeping.mend(pool)

    def _beat(self) -> None:
        self._mend()
        for alias in keeping.pools():
            self._look_for_leaks(alias)
        resizing.follow_wishes()
        for pool in self._publish():
            self.scale.consider(pool)
        store().fold()
        blocks.refresh()
        self._sample()

    def _publish(self) -> list[Pool]:
        """Leave the figures of this process where others read them."""
        pools = own_pools()
        for pool in pools:
            pool.load = self.meter.measure(pool)
        store().put(this.name, payload(pools))
        self._published = time.monotonic()
        return pools

    def _look_for_leaks(self, alias: str) -> None:
        """Log who keeps a connection too long; take it from a thread that ended."""
        entries = book(alias)
        for loan in entries.current():
            is_long = loan.seconds > settings.POOL_LEAK_AFTER
            if not loan.is_lost and (loan.reported or not is_long):
                continue
            loan.reported = True
            logger.warning(
                "connection_leaked",
                alias=alias,
                holder=loan.holder,
                seconds=round(loan.seconds, 1),
                thread_ended=loan.is_lost,
                stack=loan.stack(),
            )
            if loan.is_lost:
                entries.reclaim(loan)

    def _sample(self) -> None:
        """Once a minute, in one of the processes: the samples of the operations."""
        minute = int(time.time() // SAMPLED)
        if minute == self._minute:
            return
        self._minute = minute
        if cache.add(f"samples:{minute}", True, SAMPLED * 2):
            sample_operations()
            if minute % 60 == 0:
                forget_old_samples()
                forget_old_counts()


def is_short() -> bool:
    """Tell whether a pool of this process gave up connections that it ought to have."""
    return any(map(keeping.is_short, keeping.pools().values()))


def payload(pools: list[Pool]) -> dict[str, Any]:
    """Return what this process publishes."""
    return {
        "kind": this.kind,
        "started": this.started,
        "pools": [asdict(pool) for pool in pools],
        "counters": {
            **work.figures(),
            "waits": {pool.alias: pool.waits for pool in pools},
            "holds": {pool.alias: pool.holds for pool in pools},
            "refused": {pool.alias: pool.refused for pool in pools},
            "lost": {pool.alias: pool.lost for pool in pools},
        },
    }


def use_own_connection() -> None:
    """Give this thread a connection that comes from no pool."""
    connection = connections["default"].copy()
    if connection.settings_dict["OPTIONS"].pop("pool", None):
        name = f"shop-keeper:{this.name}"
        connection.settings_dict["OPTIONS"]["application_name"] = name
    connections["default"] = connection


_keeper = Background("keeper", lambda: Keeper().run())


def start() -> None:
    """Start keeper and heartbeat of a server process, once; nothing in a command.

    From the first request or job on and not at start-up: a process may fork.
    """
    if this.is_server and _keeper.start():
        heartbeat.start()


after_fork(begin)

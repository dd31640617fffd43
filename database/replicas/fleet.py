"""The replicas as this process sees them: which one to read from, and which not."""

import os
import random
import time
from collections import deque
from threading import Event, Lock
from typing import Any

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from database.process.background import Background
from database.replicas.probing import Probe
from database.replicas.states import Standing, State

logger = structlog.get_logger(__name__)

BEAT = 0.5  # seconds between two probes
TELLING = 5.0  # seconds between two times that the counts are told
# A probe that is older says nothing: the thread hangs, or the replica does.
STALE = 3.0
LONGEST_WAIT = 0.02  # seconds a read waits for a replica to catch up
WINDOW = 60.0  # seconds over which reads are counted
_ASK = "SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn"


class Count:
    """How often something happened within the last minute."""

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, int]] = deque(maxlen=int(WINDOW))
        self._lock = Lock()

    def add(self) -> None:
        second = int(time.monotonic())
        with self._lock:
            last, number = self._seconds[-1] if self._seconds else (0, 0)
            if last == second:
                self._seconds[-1] = (second, number + 1)
            else:
                self._seconds.append((second, 1))

    def total(self) -> int:
        since = time.monotonic() - WINDOW
        with self._lock:
            return sum(number for second, number in self._seconds if second > since)


class Replica:
    """One replica: its last standing, its breaker, its counts."""

    def __init__(self, alias: str, weight: int) -> None:
        self.alias, self.weight = alias, weight
        self.standing = Standing(State.UNKNOWN)
        self.failed_at: float | None = None
        self.reads, self.fallbacks = Count(), Count()

    @property
    def is_tripped(self) -> bool:
        """Tell whether the breaker is open: a read failed since the last good probe."""
        return self.failed_at is not None

    @property
    def is_usable(self) -> bool:
        is_known = time.monotonic() - self.standing.at < STALE
        is_fresh = self.standing.state is State.STREAMING
        return is_fresh and is_known and not self.is_tripped

    def take(self, standing: Standing) -> None:
        """Remember what a probe saw. A later good one closes the breaker."""
        if standing.state is not self.standing.state:
            logger.warning(
                "replica_state", alias=self.alias, state=standing.state.value
            )
        self.standing = standing
        healthy = standing.state is State.STREAMING
        if healthy and self.failed_at is not None and standing.at > self.failed_at:
            self.failed_at = None

    def has(self, token: int) -> bool:
        """Tell whether it has replayed the token, asking it where that is not known."""
        if self.standing.replayed >= token:
            return True
        with connections[self.alias].cursor() as cursor:
            cursor.execute(_ASK)
            replayed = int(cursor.fetchone()[0] or 0)
        return replayed >= token and not self.is_tripped


class Fleet:
    """All replicas of this process. A thread of its own probes them, born on demand."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._probing = Lock()
        self._ended = Event()
        self._born_in = 0
        self._thread = Background("replica-probe", self._probe_for_ever)
        self.pinned = Count()
        self.replicas: dict[str, Replica] = {}
        self.probe: Probe | None = None

    def set_up(self) -> None:
        """Know the configured replicas, and forget what another process knew."""
        if self._born_in == os.getpid():
            return
        with self._lock:
            self.replicas = {
                alias: Replica(alias, settings.DATABASES[alias]["WEIGHT"])
                for alias in settings.REPLICAS
            }
            self.probe = Probe()
            self._born_in = os.getpid()

    def keep_probing(self) -> None:
        """Start the thread that probes, once in a process; a fork starts its own."""
        self.set_up()
        if self.replicas and not self._thread.is_alive:
            self._ended.clear()
            self._thread.start()

    def _probe_for_ever(self) -> None:
        told_at = float("-inf")
        while not self._ended.is_set():
            try:
                self.probe_now()
                if time.monotonic() - told_at > TELLING and self.probe:
                    told_at = time.monotonic()
                    self.probe.tell(self.figures())
            except Exception:
                logger.exception("replica_probe_failed")
            self._ended.wait(BEAT)

    def close(self) -> None:
        """End the thread and hang up; the next reader starts again."""
        self._ended.set()
        self._thread.join()
        if self.probe:
            self.probe.close()

    def probe_now(self) -> None:
        """Ask primary and replicas where they stand, 0.3 s each at most."""
        self.set_up()
        assert self.probe is not None  # noqa: S101
        with self._probing:
            self.probe.ask_primary()
            for replica in self.replicas.values():
                replica.take(self.probe.ask(replica.alias))

    def figures(self) -> dict[str, Any]:
        """Return what this process knows, and counted within the last minute."""
        return {
            "pinned": self.pinned.total(),
            "replicas": {
                replica.alias: {
                    "reads": replica.reads.total(),
                    "fallbacks": replica.fallbacks.total(),
                    "is_tripped": replica.is_tripped,
                    "state": replica.standing.state.value,
                    "lag_bytes": replica.standing.lag_bytes,
                    "lag_seconds": replica.standing.lag_seconds,
                }
                for replica in self.replicas.values()
            },
        }

    def is_usable(self, alias: str) -> bool:
        return self.replicas[alias].is_usable

    def choose(self, token: int) -> str:
        """Return a replica that has replayed the token, or else the primary.

        By weight, the least behind first. A replica that has not caught up is waited
        for 20 ms at most; one that is known to be away, not at all.
        """
        usable = self._in_order([r for r in self.replicas.values() if r.is_usable])
        if not usable:
            return DEFAULT_DB_ALIAS
        deadline = time.monotonic() + LONGEST_WAIT
        while True:
            for replica in usable:
                if replica.is_usable and self._has(replica, token):
                    return replica.alias
            if time.monotonic() >= deadline:
                self.pinned.add()
                return DEFAULT_DB_ALIAS
            time.sleep(0.001)

    def _in_order(self, replicas: list[Replica]) -> list[Replica]:
        def share(replica: Replica) -> float:
            behind = (replica.standing.lag_bytes or 0) / 2**20
            return random.random() ** ((1 + behind) / replica.weight)  # noqa: S311

        if len(replicas) < 2:
            return replicas
        return sorted(replicas, key=share, reverse=True)

    def _has(self, replica: Replica, token: int) -> bool:
        try:
            return replica.has(token)
        except Error as error:
            self.failed(replica.alias, error)
            return False

    def count(self, alias: str) -> None:
        """Count a read that went to this replica."""
        if alias != DEFAULT_DB_ALIAS:
            self.replicas[alias].reads.add()

    def failed(self, alias: str, error: Exception, *, is_ill: bool = True) -> None:
        """Count a read that the primary has to answer, and open the breaker.

        Nobody asks this replica until a probe finds it well. One that is not ill is
        asked again at once.
        """
        self.set_up()
        replica = self.replicas[alias]
        replica.fallbacks.add()
        if not is_ill:
            return
        if not replica.is_tripped:
            logger.warning("replica_failed", alias=alias, error=str(error).strip())
        replica.failed_at = time.monotonic()


fleet = Fleet()

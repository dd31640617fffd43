"""The best size of the pools, with the arithmetic that leads to it."""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from database.monitoring import histograms
from database.monitoring.process import KEEPER
from database.monitoring.sessions import Slots
from database.pools.findings import BUSY
from database.pools.published import Pool

LEAST_EVIDENCE = 500  # borrowed connections
HEADROOM = 1.25  # so that the pool is 80 % full when as busy as measured
LEAST_CHANGE = 0.2  # of the size: less is not worth a restart
IDLE = 0.2  # share of a pool in use: below it most of its connections are for nothing
WATCHED = 30.0  # seconds that a pool has to be watched before its use says something


@dataclass(frozen=True, slots=True)
class Advice:
    """A size for the pool of each process, and why."""

    most: int
    lines: list[str]
    setting: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"max_size": self.most, "why": self.lines, "setting": self.setting}


def useful_connections() -> int:
    """Return how many statements the machine can work on at once: 2 × cores + 1 disk.

    Where the database has a machine of its own, its cores count and not these.
    """
    return 2 * (os.cpu_count() or 1) + 1


def for_users(
    users: int, average_ms: float, *, processes: int, server: Slots
) -> Advice:
    """Return the size for so many people who each ask once a second."""
    busy = users * average_ms / 1000
    return _advice(
        _("%(users)d requests a second × %(ms)g ms = %(busy).1f busy at once")
        % {"users": users, "ms": average_ms, "busy": busy},
        busy,
        processes=processes,
        server=server,
    )


def from_load(pools: Sequence[Pool], server: Slots) -> Advice | None:
    """Return the size for what was measured; None if that is too little.

    Little's law: what arrives in a second × how long each stays = how many are there.
    """
    holds = histograms.new()
    for pool in pools:
        histograms.merge(holds, pool.holds)
    rate = sum(p.load.borrowed / p.load.seconds for p in pools if p.load.seconds)
    hold = histograms.quantile(holds, 0.95)
    if hold is None or histograms.count(holds) < LEAST_EVIDENCE:
        return None
    busy = rate * hold
    return _advice(
        _("%(rate).1f a second × %(ms).1f ms (p95) = %(busy).1f busy at once")
        % {"rate": rate, "ms": hold * 1000, "busy": busy},
        busy,
        processes=len({pool.process for pool in pools}),
        server=server,
    )


def _advice(why: str, busy: float, *, processes: int, server: Slots) -> Advice:
    processes = max(1, processes)
    wanted = max(1, math.ceil(busy * HEADROOM / processes))
    room = max(1, (server.for_shop - KEEPER * processes) // processes)
    lines = [
        why,
        _("× %(headroom)g headroom ÷ %(processes)d processes = %(wanted)d each")
        % {"headroom": HEADROOM, "processes": processes, "wanted": wanted},
    ]
    if wanted > room:
        lines.append(
            _("the server has room for %(room)d each, so not more than that")
            % {"room": room}
        )
    most = min(wanted, room)
    if most * processes > useful_connections():
        lines.append(
            _(
                "this machine can run about %(useful)d statements at once (2 × "
                "cores + 1): shorter transactions help more than more connections"
            )
            % {"useful": useful_connections()}
        )
    least = max(1, most // 4)
    return Advice(most, lines, f"DB_POOL_MIN_SIZE={least} DB_POOL_MAX_SIZE={most}")


def from_use(pools: Sequence[Pool]) -> str:
    """Say whether the share in use speaks for larger or smaller pools; "" for neither.

    The busiest pool decides: all processes have the same setting.
    """
    watched = [pool for pool in pools if pool.load.seconds >= WATCHED]
    if not watched:
        return ""
    use = max(max(pool.use, pool.load.used) for pool in watched)
    names = {"use": round(use * 100), "most": max(pool.most for pool in watched)}
    if use > BUSY:
        text = _("The busiest pool is %(use)d %% in use: raise DB_POOL_MAX_SIZE.")
    elif use < IDLE and names["most"] > 1:
        text = _(
            "The busiest pool is %(use)d %% in use. If it is never busier than this, "
            "lower DB_POOL_MAX_SIZE, which is %(most)d."
        )
    else:
        return ""
    return text % names


def verdict(pools: Sequence[Pool], advice: Advice | None) -> str:
    """Say whether to raise, to lower or to leave the size."""
    if advice is None:
        return _(
            "Not enough data: advice from the load needs %(least)d loans. Use "
            "--users and --avg-ms for the size for an expected load."
        ) % {"least": LEAST_EVIDENCE}
    current = max((pool.most for pool in pools), default=0)
    if current and abs(advice.most - current) < LEAST_CHANGE * current:
        return _("%(most)d connections for each process are right.") % {"most": current}
    word = _("Raise") if advice.most > current else _("Lower")
    if not current:
        word = _("Set")
    return _("%(word)s the size for each process: %(setting)s") % {
        "word": word,
        "setting": advice.setting,
    }

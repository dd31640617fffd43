"""Changing the size of running pools: by wish of ops, or by their load.

A wish is a record beside those of the processes. Each process follows it at its next
beat, also one that starts later, until it is taken back.
"""

import time
from argparse import ArgumentTypeError
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.monitoring.process import this
from database.monitoring.store import WISH, store
from database.ops.command import Refused
from database.pools import keeping
from database.pools.published import WINDOW, Pool

DEFAULT = "default"  # the word that takes a wish back
LARGEST = 1000
RAISE_FROM, LOWER_FROM = 0.8, 0.3  # shares of the maximum in use over a window


def bounds(text: str) -> tuple[int, int] | None:
    """Return (least, most) of "MIN:MAX"; None of "default"."""
    if text == DEFAULT:
        return None
    parts = text.split(":")
    if len(parts) == 2 and all(p.isascii() and p.isdigit() for p in parts):
        least, most = map(int, parts)
        if least <= most <= LARGEST and most:
            return least, most
    raise ArgumentTypeError(
        _("%(text)r is neither a size such as 2:8 nor “default”.") % {"text": text[:20]}
    )


def wish(alias: str, size: tuple[int, int] | None, *, room: int, processes: int) -> str:
    """Ask every process to resize its pool; return what will happen, as a sentence.

    `room` is what the server has left for pools. Raises Refused if the processes
    of now could not all have that many connections.
    """
    if size is None:
        store().drop(f"{WISH}{alias}")
        text = _("The pools go back to the size in their settings within 5 seconds.")
        log_operation("pool_report.resize", text, alias=alias)
        return text
    least, most = size
    if most * processes > room:
        raise Refused(
            _(
                "%(processes)d processes × %(most)d connections are more than the "
                "%(room)d the server has for them. Nothing was changed."
            )
            % {"processes": processes, "most": most, "room": room}
        )
    store().put(f"{WISH}{alias}", {"least": least, "most": most})
    text = _(
        "Each process resizes its pool to %(least)d to %(most)d connections within 5 "
        "seconds."
    ) % {"least": least, "most": most}
    log_operation("pool_report.resize", text, alias=alias, least=least, most=most)
    return text


def follow_wishes() -> None:
    """Resize the pools of this process to what is wished, or to their settings."""
    wishes = {r.name: r.payload for r in store().all() if r.name.startswith(WISH)}
    for alias, pool in keeping.pools().items():
        size = wishes.get(f"{WISH}{alias}")
        if size is None:
            # What the load made of a pool stays, unless it was a wish that is gone.
            if alias in _wished:
                _wished.discard(alias)
                _resize(pool, *_settings(alias))
            continue
        _wished.add(alias)
        _resize(pool, size["least"], size["most"])


_wished: set[str] = set()


def _settings(alias: str) -> tuple[int, int]:
    options: Mapping[str, Any] = connections.settings[alias]["OPTIONS"]["pool"]
    return options["min_size"], options["max_size"]


def _resize(pool: Any, least: int, most: int) -> None:
    if (pool.min_size, pool.max_size) != (least, most):
        pool.resize(least, most)


class Autoscale:
    """Off unless DB_POOL_AUTOSCALE names a maximum; never beyond it, never by a wish.

    Up by a half where more than 80 % were in use over a minute, or somebody was
    refused; down by one where it was less than 30 %.
    """

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def consider(self, pool: Pool) -> None:
        """Resize this process's pool where its load of the last minute asks for it."""
        cap, now = settings.POOL_AUTOSCALE, time.monotonic()
        if not cap or pool.alias in _wished or pool.load.seconds < WINDOW - 10:
            return
        if now - self._since.get(pool.alias, -WINDOW) < WINDOW:
            return
        most = wanted_size(pool, floor=_settings(pool.alias)[1], cap=cap)
        if most == pool.most:
            return
        self._since[pool.alias] = now
        keeping.pools()[pool.alias].resize(min(pool.least, most), most)
        log_operation(
            "pool_report.autoscale",
            _("The pool of %(process)s may have %(most)d connections, not %(old)d.")
            % {"process": this.name, "most": most, "old": pool.most},
            alias=pool.alias,
            used=pool.load.used,
            refused=pool.load.refused,
        )


def wanted_size(pool: Pool, *, floor: int, cap: int) -> int:
    """Return the maximum that the pool's load asks for, within floor and cap."""
    if pool.load.refused or pool.load.used > RAISE_FROM:
        return max(pool.most, min(cap, pool.most + max(1, pool.most // 2)))
    if pool.load.used < LOWER_FROM:
        return max(min(floor, pool.most), pool.most - 1)
    return pool.most

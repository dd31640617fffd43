"""The proof that nobody reads older than what they wrote: write, read back, compare."""

import time
from statistics import quantiles
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from database.models import ReplicaProof
from database.ops.command import Finding, Refused, Result
from database.replicas.fleet import BEAT, fleet
from database.replicas.reads import reading
from database.rows.ids import uuid7

FIRST_LOOK = 5.0  # seconds in which the probe has to have found a replica


def prove(rows: int) -> Result:
    """Write rows one by one, read each through the router, and count the stale ones.

    Each row is a request's write and the next request's read, by the path that the
    pages go. The rows are removed at the end.
    """
    _wait_for_a_look()
    run = uuid7()
    places: dict[str, int] = {}
    stale, waits = 0, []
    try:
        for number in range(rows):
            token = _write(run, number)
            started = time.monotonic()
            place, is_there = _read(run, number, token)
            waits.append((time.monotonic() - started) * 1000)
            places[place] = places.get(place, 0) + 1
            stale += not is_there
    finally:
        ReplicaProof.objects.filter(run=run).delete()
    return _result(rows, stale, places, waits)


def _wait_for_a_look() -> None:
    """Let the probe know the replicas; where none is fit, the primary is read."""
    fleet.keep_probing()
    deadline = time.monotonic() + FIRST_LOOK
    while time.monotonic() < deadline:
        standings = [r.standing.at > 0 for r in fleet.replicas.values()]
        if all(standings):
            return
        time.sleep(BEAT / 5)
    raise Refused(_("The probe did not reach the replicas within 5 s; try again."))


def _write(run: Any, number: int) -> int:
    with reading(pinned=True) as reads:
        ReplicaProof.objects.create(run=run, number=number)
        return reads.position()


def _read(run: Any, number: int, token: int) -> tuple[str, bool]:
    """Return where the row was read, and whether it was there."""
    with reading(token):
        row = ReplicaProof.objects.filter(run=run, number=number).first()
        if row is None:
            return "nowhere", False
        return str(row._state.db), True


def _result(
    rows: int, stale: int, places: dict[str, int], waits: list[float]
) -> Result:
    from_replicas = rows - places.get(DEFAULT_DB_ALIAS, 0) - places.get("nowhere", 0)
    share = round(from_replicas / rows, 4)
    cuts = quantiles(waits, n=100) if rows > 1 else waits * 99
    result = Result(
        data={
            "rows": rows,
            "stale": stale,
            "share_from_replicas": share,
            "places": places,
            "read_ms": {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2)},
        },
        verdict=_(
            "%(rows)d rows written and read back: %(stale)d stale, %(share).0f %% read "
            "from replicas, half within %(p50).1f ms, 99 %% within %(p99).1f ms."
        )
        % {
            "rows": rows,
            "stale": stale,
            "share": share * 100,
            "p50": cuts[49],
            "p99": cuts[98],
        },
    )
    if stale:
        result.findings.append(
            Finding(
                id="replica.stale",
                severity="critical",
                object=list(places),
                message=_("A row that had been written was missing."),
                measured=stale,
                threshold=0,
                fix=_("Unset DATABASE_REPLICA_URLS, and report this as a bug."),
            )
        )
    return result

"""`replica_report`: how the replicas stand, who reads from them, and what is wrong."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.context import current_actor
from database.errors import NotSupported
from database.models import TakenOut
from database.ops.command import Result, Table, UsageError
from database.ops.operation import observing
from database.replicas.counts import told_counts
from database.replicas.findings import replica_findings, slot_findings
from database.replicas.probing import Probe
from database.replicas.proving import prove
from database.replicas.slots import Slot, replay_lags, slots
from database.replicas.states import Standing, State

ROUNDS = 4
PAUSE = 0.1  # seconds between two rounds


def replica_report(*, using: str, **options: Any) -> Result:
    """Report the replicas; see the operation's options."""
    vendor = connections[using].vendor
    if vendor == "sqlite":
        raise NotSupported(
            _("SQLite is a single file that all readers share: there is no replica.")
        )
    if vendor != "postgresql":
        raise NotSupported(
            _(
                "Only PostgreSQL can spread reads over replicas. MariaDB's own "
                "replicas can take backups; see SHOW REPLICA STATUS there."
            )
        )
    if not settings.REPLICAS:
        return Result(
            data={"replicas": [], "slots": [], "pinned_60s": 0},
            verdict=_(
                "No replica is configured: the primary serves every read. See "
                "docs/replicas.md."
            ),
        )
    if options.get("out"):
        return _take_out(options["out"])
    if options.get("in"):
        return _put_back(options["in"])
    if options.get("prove"):
        return prove(options["prove"])
    return _report(using)


def _known(alias: str) -> str:
    if alias not in settings.REPLICAS:
        raise UsageError(
            _("There is no replica %(alias)r. Known: %(known)s.")
            % {"alias": alias[:40], "known": ", ".join(settings.REPLICAS)}
        )
    return alias


def _take_out(alias: str) -> Result:
    """Let nobody read from the replica; every process knows within a second."""
    _known(alias)
    _row, is_new = TakenOut.objects.get_or_create(
        alias=alias, defaults={"by": current_actor().label}
    )
    text = _("%(alias)s is out: nothing reads from it.") % {"alias": alias}
    if is_new:
        log_operation("replica_report", text, level="warning")
    return Result(data={"out": alias}, verdict=text)


def _put_back(alias: str) -> Result:
    _known(alias)
    removed, _rows = TakenOut.objects.filter(alias=alias).delete()
    text = _("%(alias)s is in again.") % {"alias": alias}
    if removed:
        log_operation("replica_report", text)
    return Result(data={"in": alias}, verdict=text)


def look() -> dict[str, Standing]:
    """Ask every replica where it stands, again for a moment where one is behind."""
    probe = Probe()
    try:
        for number in range(ROUNDS):
            if number:
                time.sleep(PAUSE)
            probe.ask_primary()
            standings = {alias: probe.ask(alias) for alias in settings.REPLICAS}
            behind = [s for s in standings.values() if s.lag_bytes != 0]
            if not behind:
                break
        return standings
    finally:
        probe.close()


def _report(using: str) -> Result:
    standings = look()
    with observing("replica_report", using=using):
        kept, unbounded = slots(using=using)
        counts, lags = told_counts(using=using), replay_lags(using=using)
    rows = [
        _row(alias, _measured(alias, standing, lags), counts)
        for alias, standing in standings.items()
    ]
    pinned = sum(figures.get("pinned", 0) for figures in counts)
    return Result(
        data={
            "replicas": rows,
            "slots": [slot.as_dict() for slot in kept],
            "pinned_60s": pinned,
        },
        findings=[*replica_findings(standings, rows), *slot_findings(kept, unbounded)],
        verdict=_verdict(standings),
        tables=[_table(rows), _slot_table(kept)],
    )


def _measured(alias: str, standing: Standing, lags: dict[str, float]) -> Standing:
    """Return the standing with the primary's lag: it has watched for longer than we."""
    lag = lags.get(alias)
    if lag is None or not standing.lag_bytes or standing.state is State.BROKEN:
        return standing
    return replace(standing, lag_seconds=max(lag, standing.lag_seconds or 0.0))


def _row(
    alias: str, standing: Standing, counts: list[dict[str, Any]]
) -> dict[str, Any]:
    of_alias = [figures.get("replicas", {}).get(alias, {}) for figures in counts]
    seconds = standing.lag_seconds
    return {
        "alias": alias,
        "state": standing.state.value,
        "lag_bytes": standing.lag_bytes,
        "lag_seconds": None if seconds is None else round(seconds, 3),
        "replay_lsn": _as_lsn(standing.replayed),
        "breaker": _("open")
        if any(f.get("is_tripped") for f in of_alias)
        else "closed",
        "weight": connections[alias].settings_dict["WEIGHT"],
        "reads_60s": sum(f.get("reads", 0) for f in of_alias),
        "fallbacks_60s": sum(f.get("fallbacks", 0) for f in of_alias),
    }


def _as_lsn(position: int) -> str:
    """Return a position as PostgreSQL writes it; empty if none is known."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}" if position else ""


def _verdict(standings: dict[str, Standing]) -> str:
    usable = sum(s.state is State.STREAMING for s in standings.values())
    return _("%(usable)d of %(all)d replicas can be read from.") % {
        "usable": usable,
        "all": len(standings),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    shown = (
        "alias",
        "state",
        "lag_bytes",
        "lag_seconds",
        "breaker",
        "weight",
        "reads_60s",
        "fallbacks_60s",
    )
    return Table(
        title=_("Replicas: how far behind (bytes, seconds), and the last minute"),
        columns=[
            _("Replica"),
            _("State"),
            _("Bytes"),
            _("Sec."),
            _("Breaker"),
            _("Weight"),
            _("Reads"),
            _("Failed"),
        ],
        rows=[[row[name] for name in shown] for row in rows],
    )


def _slot_table(kept: list[Slot]) -> Table:
    return Table(
        title=_("Slots on the primary"),
        columns=[_("Slot"), _("In use"), _("Log kept, MB")],
        rows=[
            [slot.name, _("yes") if slot.is_active else _("no"), slot.kept_megabytes]
            for slot in kept
        ],
        empty=_("No slot: a replica that is away too long has to be rebuilt."),
    )


def measure(result: Result) -> Mapping[str, float]:
    """Return what is worth a sample: the worst of all replicas."""
    rows = result.data.get("replicas", [])
    figures = {
        "lag_bytes": [row["lag_bytes"] for row in rows],
        "lag_seconds": [row["lag_seconds"] for row in rows],
    }
    worst = {
        name: float(max(known))
        for name, values in figures.items()
        if (known := [value for value in values if value is not None])
    }
    if not rows:
        return {}
    up = sum(row["state"] == State.STREAMING.value for row in rows)
    return {**worst, "replicas_up": float(up)}

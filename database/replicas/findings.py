"""What is wrong with replicas and their slots, and what fixes it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from database.ops.command import Finding
from database.replicas.slots import BOUND_THEM, UNBOUNDED, Slot
from database.replicas.states import Standing, State

# What mends each state that is not right, and what it is.
ADVICE = {
    State.LAGGING: _lazy(
        "Look for long queries on it (hot_standby_feedback), slow disks, or a heavy "
        "load on the primary."
    ),
    State.PAUSED: "SELECT pg_wal_replay_resume();",
    State.BROKEN: _lazy(
        "Read the replica's log: can it reach the primary, is primary_conninfo "
        "right, does its slot still have what is missing? If not, rebuild it."
    ),
    State.PROMOTED: _lazy(
        "Take it out of DATABASE_REPLICA_URLS, or rebuild it from the primary."
    ),
    State.DOWN: _lazy("Start it, or take it out of DATABASE_REPLICA_URLS."),
    State.OUT: _lazy("Put it back when it is ready."),
}
SENTENCES = {
    State.LAGGING: _lazy("%(alias)s follows, but is too far behind."),
    State.PAUSED: _lazy("%(alias)s receives, but its replay was paused."),
    State.BROKEN: _lazy("%(alias)s receives nothing: its stream is broken."),
    State.PROMOTED: _lazy("%(alias)s is no longer a replica: it accepts writes."),
    State.DOWN: _lazy("%(alias)s does not answer."),
    State.OUT: _lazy("%(alias)s was taken out by hand."),
}
CRITICAL = {State.BROKEN, State.PROMOTED, State.DOWN}


def replica_findings(
    standings: dict[str, Standing], rows: list[dict[str, Any]]
) -> list[Finding]:
    findings = []
    for row, (alias, standing) in zip(rows, standings.items(), strict=True):
        if standing.state not in ADVICE:
            continue
        findings.append(
            Finding(
                id=f"replica.{standing.state.value}",
                severity="critical" if standing.state in CRITICAL else "warning",
                object=alias,
                message=str(SENTENCES[standing.state]) % {"alias": alias},
                measured=row["lag_seconds"],
                threshold=settings.REPLICA_MAX_LAG,
                fix=str(ADVICE[standing.state]),
                command=(
                    f"manage.py replica_report --in {alias}"
                    if standing.state is State.OUT
                    else f"manage.py diagnose --database {alias}"
                ),
            )
        )
    return findings


def slot_findings(found: list[Slot], unbounded: bool) -> list[Finding]:
    """Return what is wrong with the slots."""
    findings = [
        Finding(
            id="replica.slot_inactive",
            severity="warning",
            object=slot.name,
            message=_(
                "Nothing uses the slot %(name)s, but it keeps %(size)s MB of log."
            )
            % {"name": slot.name, "size": slot.kept_megabytes},
            measured=slot.kept,
            fix=_("Start its replica, or drop it: SELECT pg_drop_replication_slot(…);"),
        )
        for slot in found
        if not slot.is_active
    ]
    if found and unbounded:
        findings.append(
            Finding(
                id="replica.slot_unbounded",
                severity="warning",
                object="max_slot_wal_keep_size",
                message=str(UNBOUNDED),
                measured="-1",
                fix=BOUND_THEM,
            )
        )
    return findings

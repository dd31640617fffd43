"""Slots of the primary: they keep its log for a replica, in the worst case for ever."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import connections
from django.utils.translation import gettext_lazy as _

UNBOUNDED = _("Slots may keep the primary's log until the disk is full.")
BOUND_THEM = (
    "ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'; SELECT pg_reload_conf();"
)
_SLOTS = """
SELECT slot_name, active,
    coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
FROM pg_replication_slots WHERE slot_type = 'physical' ORDER BY slot_name
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot, and how much of the log it keeps (bytes)."""

    name: str
    is_active: bool
    kept: int

    @property
    def kept_megabytes(self) -> float:
        return round(self.kept / 2**20, 1)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def slots(*, using: str) -> tuple[list[Slot], bool]:
    """Return the primary's slots, and whether they may keep its log without end."""
    with connections[using].cursor() as cursor:
        cursor.execute(_SLOTS)
        found = [Slot(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT current_setting('max_slot_wal_keep_size')")
        return found, cursor.fetchone() == ("-1",)


def replay_lags(*, using: str) -> dict[str, float]:
    """Return the primary's own measure of each stream's lag in seconds, by its name.

    Members of `pg_monitor` see it, and only what streams has one.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT application_name, extract(epoch FROM replay_lag)::float"
            " FROM pg_stat_replication WHERE replay_lag IS NOT NULL"
        )
        return dict(cursor.fetchall())

"""What the server says of its sessions: who is connected, who waits for whom.

PostgreSQL shows the statements of other roles to members of `pg_monitor` only; nothing
here needs more than that, and without it those statements are missing, nothing else.
What people see of a statement is its shape: its values are other people's.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connections

from database.monitoring.shapes import shape

IDLE_LIMIT = 60.0  # seconds that a session may hold a transaction and do nothing


@dataclass(frozen=True, slots=True)
class Session:
    """One connection as the server sees it. Times are in seconds."""

    pid: int
    role: str
    application: str
    state: str
    transaction_age: float | None
    state_age: float | None
    blocked_by: list[int]
    query: str  # the shape of its last statement: no values

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def holds_idle_transaction(self) -> bool:
        return self.state.startswith("idle in transaction")


@dataclass(frozen=True, slots=True)
class Slots:
    """How many connections the server takes."""

    most: int
    reserved: int
    used: int
    others: int  # of replicas, exporters and other programs

    @property
    def for_shop(self) -> int:
        """What is left for the shop's own processes."""
        return self.usable - self.others

    @property
    def usable(self) -> int:
        return self.most - self.reserved


def sessions(*, using: str) -> list[Session]:
    """Return the other sessions of this database, the oldest transaction first."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pid, coalesce(usename, ''), coalesce(application_name, ''),"
            " coalesce(state, ''),"
            " extract(epoch FROM clock_timestamp() - xact_start)::float,"
            " extract(epoch FROM clock_timestamp() - state_change)::float,"
            " CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid)"
            " ELSE '{}' END, coalesce(query, '')"
            " FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " ORDER BY xact_start NULLS LAST, pid"
        )
        found = [Session(*row) for row in cursor.fetchall()]
    return [replace(session, query=shape(session.query)) for session in found]


def slots(*, using: str) -> Slots:
    """Return the server's connections: how many at most, for superusers, and used."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int,"
            " current_setting('superuser_reserved_connections')::int,"
            " (SELECT count(*) FROM pg_stat_activity"
            "  WHERE backend_type = 'client backend'),"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender'"
            "  OR (backend_type = 'client backend' AND pid <> pg_backend_pid()"
            "      AND coalesce(application_name, '') NOT LIKE 'shop-%'))"
        )
        return Slots(*cursor.fetchone())


def end_idle_transactions(
    *, using: str, longer_than: float = IDLE_LIMIT
) -> list[Session]:
    """End sessions that sit idle in a transaction; return those that were ended.

    Only sessions of this role: another role's would need rights the shop has not.
    """
    ended = []
    with connections[using].cursor() as cursor:
        for session in sessions(using=using):
            idle = session.holds_idle_transaction and session.state_age is not None
            if not idle or (session.state_age or 0) < longer_than:
                continue
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid = %s AND usename = current_user"
                " AND state LIKE 'idle in transaction%%'",
                [session.pid],
            )
            if cursor.fetchone() == (True,):
                ended.append(session)
    return ended

"""PgBouncer's own figures: the server that the pools speak to where there is one.

Its console is a database named `pgbouncer`, which members of `stats_users` may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from database.ops.command import Finding, Table
from database.pools.findings import needed_slots
from database.pools.published import Pool

CONSOLE = "pgbouncer"
LONGEST_WAIT = 1.0  # seconds that a client may wait for a connection to the server


@dataclass(frozen=True, slots=True)
class Bouncer:
    """What the console says of the shop's database. Waits are in seconds."""

    most_clients: int
    pool_size: int
    clients: int
    waiting: int
    servers: int
    longest_wait: float


def is_between(using: str) -> bool:
    """Tell whether the settings say that a PgBouncer stands before the server."""
    return bool(connections[using].settings_dict.get("BEHIND_PGBOUNCER"))


def ask(using: str) -> Bouncer | None:
    """Return the figures, None where the console does not let this role in."""
    # The driver is there where a PgBouncer is configured.
    import psycopg

    from database.pools.line import conninfo

    entry = {**connections[using].settings_dict, "NAME": CONSOLE}
    info = conninfo(entry, name="shop-ops:pool_report", limit=2000)
    try:
        with psycopg.connect(info, autocommit=True) as console:
            return _read(console, str(connections[using].settings_dict["NAME"]))
    except psycopg.Error:
        return None


def _read(console: Any, database: str) -> Bouncer:
    config = {row["key"]: row["value"] for row in _rows(console, "SHOW CONFIG")}
    pools = [row for row in _rows(console, "SHOW POOLS") if row["database"] == database]
    waits = [float(p["maxwait"]) + float(p["maxwait_us"]) / 1e6 for p in pools]
    return Bouncer(
        most_clients=int(config["max_client_conn"]),
        pool_size=int(config["default_pool_size"]),
        clients=sum(int(p["cl_active"]) + int(p["cl_waiting"]) for p in pools),
        waiting=sum(int(p["cl_waiting"]) for p in pools),
        servers=sum(
            int(p[name]) for p in pools for name in ("sv_active", "sv_idle", "sv_used")
        ),
        longest_wait=round(max(waits, default=0.0), 3),
    )


def _rows(console: Any, question: str) -> list[dict[str, Any]]:
    cursor = console.execute(question)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def findings(bouncer: Bouncer | None, pools: Sequence[Pool]) -> list[Finding]:
    """Return what is wrong between the shop's pools and PgBouncer."""
    if bouncer is None:
        return []
    needed, found = needed_slots(pools), []
    if needed > bouncer.most_clients:
        found.append(
            Finding(
                id="pool.pgbouncer_clients",
                severity="critical",
                object="max_client_conn",
                message=_(
                    "Together the pools may open %(needed)d connections, but "
                    "PgBouncer accepts %(most)d clients."
                )
                % {"needed": needed, "most": bouncer.most_clients},
                measured=needed,
                threshold=bouncer.most_clients,
                fix=_(
                    "Raise max_client_conn of PgBouncer, or lower DB_POOL_MAX_SIZE or "
                    "the number of workers."
                ),
            )
        )
    if bouncer.waiting and bouncer.longest_wait > LONGEST_WAIT:
        found.append(
            Finding(
                id="pool.pgbouncer_waiting",
                severity="critical",
                object="default_pool_size",
                message=_(
                    "%(count)d clients of PgBouncer are waiting for a connection to "
                    "the server, the longest for %(seconds).1f s."
                )
                % {"count": bouncer.waiting, "seconds": bouncer.longest_wait},
                measured=bouncer.longest_wait,
                threshold=LONGEST_WAIT,
                fix=_(
                    "See what is using the connections, or raise PgBouncer's "
                    "default_pool_size."
                ),
            )
        )
    return found


def table(bouncer: Bouncer | None) -> Table:
    """Return the figures for people, or what to do to see them."""
    rows: list[list[Any]] = []
    if bouncer:
        rows = [
            [_("Clients"), bouncer.clients, bouncer.most_clients],
            [_("Connections to the server"), bouncer.servers, bouncer.pool_size],
            [_("Clients that wait"), bouncer.waiting, None],
            [_("Longest wait, s"), bouncer.longest_wait, None],
        ]
    return Table(
        title="PgBouncer",
        columns=[_("What"), _("Now"), _("At most")],
        rows=rows,
        empty=_(
            "PgBouncer does not show its figures to this role. Add the role to "
            "stats_users in pgbouncer.ini."
        ),
    )

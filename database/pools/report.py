"""`pool_report`: the connections of every process, beside what the server says."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.audit.log import log_operation
from database.monitoring import histograms, writability
from database.monitoring.process import KEEPER
from database.monitoring.sessions import (
    Session,
    Slots,
    end_idle_transactions,
    sessions,
    slots,
)
from database.ops.command import Exit, Finding, Result, Table, UsageError
from database.ops.operation import observing
from database.pools import findings as pool_findings
from database.pools import pgbouncer, server_findings, without_a_pool
from database.pools import recommend as recommending
from database.pools import sizing as resizing
from database.pools.findings import needed_slots
from database.pools.published import Pool, milliseconds, published_pools
from database.pools.recommend import Advice

# Where `--resize default` means "as in the settings", None cannot mean "not asked".
NOTHING: tuple[()] = ()


def pool_report(
    *,
    using: str,
    recommend: bool = False,
    users: int | None = None,
    avg_ms: float | None = None,
    resize: Any = NOTHING,
    kill_idle: bool = False,
) -> Result:
    """Report the connections of the shop; see the operation's options."""
    if (users is None) != (avg_ms is None):
        raise UsageError(_("Use --users and --avg-ms together."))
    if connections[using].vendor != "postgresql":
        is_deed = kill_idle or resize is not NOTHING
        return without_a_pool.report(using=using, is_deed=is_deed)
    if kill_idle:
        return _end_idle(using=using)
    pools = [pool for pool in published_pools() if pool.alias == using]
    try:
        with observing("pool_report", using=using):
            found, server = sessions(using=using), slots(using=using)
            refused = writability.findings(using=using)
    except (DatabaseError, InterfaceError) as error:
        if not pools or resize is not NOTHING:
            raise
        return _without_the_server(pools, error, using=using)
    if resize is not NOTHING:
        return _resize(resize, pools, server, using=using)
    result = _state(pools, found, server, is_direct=not pgbouncer.is_between(using))
    result.findings += refused
    if pgbouncer.is_between(using):
        _add_pgbouncer(result, pgbouncer.ask(using), pools)
    if recommend or users is not None:
        _recommend(result, pools, server, users, avg_ms)
    return result


def _add_pgbouncer(
    result: Result, bouncer: pgbouncer.Bouncer | None, pools: list[Pool]
) -> None:
    """Hold the pools against PgBouncer, whose clients they are."""
    result.data["pgbouncer"] = asdict(bouncer) if bouncer else None
    result.findings += pgbouncer.findings(bouncer, pools)
    result.tables.append(pgbouncer.table(bouncer))
    if bouncer:
        result.verdict = _verdict(pools, bouncer.most_clients)


def _state(
    pools: list[Pool], found: list[Session], server: Slots, *, is_direct: bool
) -> Result:
    needed = needed_slots(pools)
    return Result(
        data={
            "advice": recommending.from_use(pools),
            "pools": [pool.as_dict() for pool in pools],
            "slots": {
                **asdict(server),
                "usable": server.usable,
                "for_shop": server.for_shop,
                "needed": needed,
            },
            "sessions": [session.as_dict() for session in found],
        },
        findings=[
            *pool_findings.of_pools(pools),
            *(pool_findings.too_many(pools, server) if is_direct else []),
            *server_findings.blocking(found),
            *server_findings.idle_in_transaction(found),
            *server_findings.nearly_full(server),
        ],
        verdict=_verdict(pools, server.for_shop),
        tables=[_pool_table(pools, found), _session_table(found)],
    )


def _without_the_server(pools: list[Pool], error: Exception, *, using: str) -> Result:
    """Report what the processes published, where the server lets nobody in any more.

    That is when the figures are wanted most; Redis has them without the database.
    """
    finding = Finding(
        id="pool.no_connection",
        severity="critical",
        object=using,
        message=_(
            "This report got no connection from the server (%(reason)s). Below is "
            "what the processes reported within the last 20 seconds."
        )
        % {"reason": str(error).strip()},
        measured=0,
        threshold=1,
        fix=_(
            "If its connections are used up, a superuser can still log in and see "
            "who is using them. If it is down, diagnose says which step fails."
        ),
        command=(
            'psql -U postgres -c "SELECT application_name, state, count(*) '
            'FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC"'
        ),
    )
    return Result(
        data={
            "advice": "",
            "pools": [pool.as_dict() for pool in pools],
            "slots": None,
            "sessions": [],
        },
        findings=[finding, *pool_findings.of_pools(pools)],
        verdict=_(
            "The server gave no connection. %(in_use)d connections of %(processes)d "
            "processes in use, %(waiting)d waiting."
        )
        % {
            "in_use": sum(pool.in_use for pool in pools),
            "processes": len({pool.process for pool in pools}),
            "waiting": sum(pool.waiting for pool in pools),
        },
        code=Exit.UNREACHABLE,
        tables=[_pool_table(pools, [])],
    )


def _verdict(pools: list[Pool], room: int) -> str:
    """Say how busy the pools are; `room` is what the other side has for them."""
    text = _(
        "%(in_use)d connections of %(processes)d processes in use, %(waiting)d "
        "waiting. The pools may open %(needed)d; there is room for %(room)d of them."
    ) % {
        "in_use": sum(pool.in_use for pool in pools),
        "processes": len({pool.process for pool in pools}),
        "waiting": sum(pool.waiting for pool in pools),
        "needed": needed_slots(pools),
        "room": room,
    }
    return f"{text} {recommending.from_use(pools)}".strip()


def _pool_table(pools: list[Pool], found: list[Session]) -> Table:
    return Table(
        title=_("Pools of the server processes"),
        columns=[
            _("Process"), _("Alias"), _("Min"), _("Max"), _("Open"), _("In use"),
            _("Idle"), _("Waiting"), _("Use %"), _("Wait p50, ms"), _("Wait p95, ms"),
            _("Held p50, ms"), _("Held p95, ms"), _("Refused"), _("Lost"),
            _("Oldest loan, s"), _("Held by"), _("Idle in transaction"),
        ],
        rows=[_pool_row(pool, found) for pool in pools],
        empty=_("No server process has reported within the last 20 seconds."),
    )  # fmt: skip


def _pool_row(pool: Pool, found: list[Session]) -> list[Any]:
    times = [
        milliseconds(histograms.quantile(histogram, share))
        for histogram in (pool.waits, pool.holds)
        for share in (0.5, 0.95)
    ]
    name = f"shop-{pool.kind}:{pool.process}"
    idle = [s for s in found if s.application == name and s.holds_idle_transaction]
    return [
        f"{pool.kind} {pool.process}", pool.alias, pool.least, pool.most, pool.size,
        pool.in_use, pool.idle, pool.waiting, round(pool.use * 100), *times,
        pool.refused, pool.lost, pool.oldest_loan, pool.holder, len(idle),
    ]  # fmt: skip


def _recommend(
    result: Result,
    pools: list[Pool],
    server: Slots,
    users: int | None,
    avg_ms: float | None,
) -> None:
    """Add a table with the arithmetic, and say what to do in the verdict."""
    if users is not None and avg_ms is not None:
        processes = len({pool.process for pool in pools})
        advice: Advice | None = recommending.for_users(
            users, avg_ms, processes=processes, server=server
        )
    else:
        advice = recommending.from_load(pools, server)
    result.verdict = recommending.verdict(pools, advice)
    result.data["recommendation"] = advice.as_dict() if advice else None
    if advice:
        rows: list[list[Any]] = [[line] for line in advice.lines]
        result.tables.append(
            Table(title=_("How the size is worked out"), columns=[_("Step")], rows=rows)
        )


def _resize(
    size: tuple[int, int] | None, pools: list[Pool], server: Slots, *, using: str
) -> Result:
    processes = len({pool.process for pool in pools})
    room = server.for_shop - KEEPER * processes
    text = resizing.wish(using, size, room=room, processes=max(1, processes))
    return Result(data={"resize": size, "processes": processes}, verdict=text)


def _session_table(found: list[Session]) -> Table:
    """Return those who do something or hold something; idle ones are no news."""
    busy = [s for s in found if s.state not in ("", "idle")]
    return Table(
        title=_("Sessions at work"),
        columns=[
            _("Process"), _("Application"), _("State"), _("Transaction, s"),
            _("Waits for"), _("Statement"),
        ],
        rows=[
            [
                str(s.pid),
                s.application,
                s.state,
                None if s.transaction_age is None else round(s.transaction_age, 1),
                ", ".join(map(str, s.blocked_by)),
                s.query[:100],
            ]
            for s in busy[:25]
        ],
        empty=_("Nothing is running at this moment."),
    )  # fmt: skip


def _end_idle(*, using: str) -> Result:
    ended = end_idle_transactions(using=using)
    text = ngettext(
        "Ended %(count)d session that was idle in a transaction.",
        "Ended %(count)d sessions that were idle in a transaction.",
        len(ended),
    ) % {"count": len(ended)}
    if ended:
        names = [f"{session.pid} {session.application}" for session in ended]
        log_operation("pool_report", text, level="warning", using=using, ended=names)
    return Result(data={"ended": [s.as_dict() for s in ended]}, verdict=text)


def measure(result: Result) -> Mapping[str, float]:
    """Return what is worth a sample."""
    pools = result.data.get("pools")
    if pools is None or result.data["slots"] is None:
        return {}
    return {
        "in_use": float(sum(pool["in_use"] for pool in pools)),
        "waiting": float(sum(pool["waiting"] for pool in pools)),
        "most": float(sum(pool["most"] for pool in pools)),
        "server_connections": float(result.data["slots"]["used"]),
    }

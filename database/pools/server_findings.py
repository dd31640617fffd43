"""What is wrong with the server's sessions, each with the command that repairs it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.monitoring.sessions import IDLE_LIMIT, Session, Slots
from database.ops.command import Finding

NEARLY_FULL = 0.9  # of the server's usable slots


def blocking(found: Sequence[Session]) -> list[Finding]:
    """Return a finding for each session that others wait for and that waits for none.

    The root of a queue is what has to go; those behind it go on by themselves.
    """
    by_pid = {session.pid: session for session in found}
    waiting = [session for session in found if session.blocked_by]
    victims: dict[int, list[Session]] = {}
    for session in waiting:
        for root in _roots(session, by_pid):
            victims.setdefault(root, []).append(session)
    return [
        _blocking_finding(by_pid.get(pid), pid, sessions)
        for pid, sessions in victims.items()
    ]


def _roots(session: Session, by_pid: dict[int, Session]) -> set[int]:
    """Return those at the head of the queues in which the session stands."""
    roots, seen, ahead = set(), {session.pid}, list(session.blocked_by)
    while ahead:
        pid = ahead.pop()
        if pid in seen:
            continue
        seen.add(pid)
        behind = by_pid[pid].blocked_by if pid in by_pid else []
        ahead += behind
        if not behind:
            roots.add(pid)
    return roots


def _blocking_finding(
    holder: Session | None, pid: int, victims: list[Session]
) -> Finding:
    names = {
        "count": len(victims),
        "pid": pid,
        "application": (holder and holder.application) or _("another database"),
        "age": round((holder and holder.transaction_age) or 0, 1),
        "query": ((holder and holder.query) or "")[:120],
    }
    text = ngettext(
        "%(count)d session is waiting for a lock of process %(pid)d "
        "(%(application)s), whose transaction is %(age)s s old. Its last statement: "
        "%(query)s",
        "%(count)d sessions are waiting for a lock of process %(pid)d "
        "(%(application)s), whose transaction is %(age)s s old. Its last statement: "
        "%(query)s",
        len(victims),
    )
    return Finding(
        id="pool.blocked",
        severity="critical",
        object=str(pid),
        message=text % names,
        measured=len(victims),
        threshold=0,
        fix=_(
            "End its transaction. If that is not possible, cancel or end the process."
        ),
        command=f'psql -c "SELECT pg_terminate_backend({pid})"',
    )


def idle_in_transaction(found: Sequence[Session]) -> list[Finding]:
    """Return a finding where sessions hold a transaction and do nothing."""
    idle = [
        session
        for session in found
        if session.holds_idle_transaction and (session.state_age or 0) >= IDLE_LIMIT
    ]
    if not idle:
        return []
    longest = max(session.state_age or 0 for session in idle)
    return [
        Finding(
            id="pool.idle_in_transaction",
            severity="warning",
            object=[f"{s.pid} {s.application}" for s in idle[:20]],
            message=ngettext(
                "%(count)d session has kept a transaction open without doing "
                "anything, for up to %(longest)d s.",
                "%(count)d sessions have kept a transaction open without doing "
                "anything, for up to %(longest)d s.",
                len(idle),
            )
            % {"count": len(idle), "longest": longest},
            measured=round(longest, 1),
            threshold=IDLE_LIMIT,
            fix=_("They keep locks and old rows. End them."),
            command="manage.py pool_report --kill-idle",
        )
    ]


def nearly_full(server: Slots) -> list[Finding]:
    """Return a finding where the server has hardly a connection left."""
    if server.used < server.usable * NEARLY_FULL:
        return []
    return [
        Finding(
            id="pool.slots",
            severity="critical",
            object="max_connections",
            message=_(
                "%(used)d of the server's %(usable)d connections are in use: the next "
                "process may be refused."
            )
            % {"used": server.used, "usable": server.usable},
            measured=server.used,
            threshold=int(server.usable * NEARLY_FULL),
            fix=_("Lower DB_POOL_MAX_SIZE or the number of workers, or raise it."),
            command='psql -c "ALTER SYSTEM SET max_connections = …" (needs a restart)',
        )
    ]

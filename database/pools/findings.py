"""What is wrong with the pools, each with the command that repairs it."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from database.monitoring.process import KEEPER
from database.monitoring.sessions import Slots
from database.ops.command import Finding
from database.pools.published import Pool

BUSY, FULL = 0.8, 0.9  # shares of a pool in use
RECOMMEND = "manage.py pool_report --recommend"


def of_pools(pools: Sequence[Pool]) -> list[Finding]:
    """Return the findings of each pool, the pools in their order."""
    rules: tuple[Callable[[Pool], Finding | None], ...] = (
        _waiting,
        _refused,
        _busy,
        _leaked,
    )
    found = [rule(pool) for pool in pools for rule in rules]
    return [finding for finding in found if finding is not None]


def _name(pool: Pool) -> str:
    return f"{pool.process} {pool.alias}"


def _waiting(pool: Pool) -> Finding | None:
    if not pool.waiting:
        return None
    return Finding(
        id="pool.waiting",
        severity="critical",
        object=_name(pool),
        message=_(
            "%(pool)s: %(waiting)d are waiting for a connection, all %(most)d are "
            "in use. %(holder)s has had one the longest."
        )
        % {
            "pool": _name(pool),
            "waiting": pool.waiting,
            "most": pool.most,
            "holder": pool.holder,
        },
        measured=pool.waiting,
        threshold=0,
        fix=_("See what is using the connections, or make the pools larger."),
        command=RECOMMEND,
    )


def _refused(pool: Pool) -> Finding | None:
    if not pool.load.refused:
        return None
    return Finding(
        id="pool.refused",
        severity="critical",
        object=_name(pool),
        message=_(
            "%(pool)s: %(count)d got no connection within the last minute and were "
            "answered with 503."
        )
        % {"pool": _name(pool), "count": pool.load.refused},
        measured=pool.load.refused,
        threshold=0,
        fix=_("Make the pools larger, or find out what is using their connections."),
        command=RECOMMEND,
    )


def _busy(pool: Pool) -> Finding | None:
    use = max(pool.use, pool.load.used)
    if use <= BUSY or pool.waiting:
        return None
    return Finding(
        id="pool.busy",
        severity="critical" if use > FULL else "warning",
        object=_name(pool),
        message=_("%(pool)s: %(use)d %% of its connections are in use.")
        % {"pool": _name(pool), "use": round(use * 100)},
        measured=round(use, 3),
        threshold=BUSY,
        fix=_("Raise DB_POOL_MAX_SIZE before anybody has to wait."),
        command=RECOMMEND,
    )


def _leaked(pool: Pool) -> Finding | None:
    longest = pool.oldest_loan or 0
    if longest <= settings.POOL_LEAK_AFTER:
        return None
    return Finding(
        id="pool.leak",
        severity="warning",
        object=_name(pool),
        message=_(
            "%(pool)s: %(holder)s has kept a connection for %(seconds)d s. It was "
            "taken here:\n%(stack)s"
        )
        % {
            "pool": _name(pool),
            "holder": pool.holder,
            "seconds": longest,
            "stack": pool.loans[0]["stack"] or "–",
        },
        measured=longest,
        threshold=settings.POOL_LEAK_AFTER,
        fix=_("Threads that use the database must end with connections.close_all()."),
        command="manage.py pool_report --json",
    )


def needed_slots(pools: Sequence[Pool]) -> int:
    """Return how many connections the processes may open together at most."""
    processes = {pool.process for pool in pools}
    return sum(pool.most for pool in pools) + KEEPER * len(processes)


def too_many(pools: Sequence[Pool], server: Slots) -> list[Finding]:
    """Return a finding where the pools together may outgrow the server."""
    needed = needed_slots(pools)
    if needed <= server.for_shop:
        return []
    return [
        Finding(
            id="pool.slots_sum",
            severity="critical",
            object="max_connections",
            message=_(
                "Together the pools may open %(needed)d connections, but the server "
                "has %(room)d for them: %(most)d − %(reserved)d for superusers − "
                "%(others)d of replicas and other programs."
            )
            % {
                "needed": needed,
                "room": server.for_shop,
                "most": server.most,
                "reserved": server.reserved,
                "others": server.others,
            },
            measured=needed,
            threshold=server.for_shop,
            fix=_("Lower DB_POOL_MAX_SIZE or the number of workers."),
            command=f"manage.py pool_report --resize 1:{_fitting(pools, server)}",
        )
    ]


def _fitting(pools: Sequence[Pool], server: Slots) -> int:
    processes = len({pool.process for pool in pools}) or 1
    return max(1, (server.for_shop - KEEPER * processes) // processes)

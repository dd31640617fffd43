"""`system_report`: the machine and the database side by side, with what to do."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.monitoring import mariadb, writability
from database.monitoring.sessions import sessions, slots
from database.monitoring.shapes import shape
from database.ops.command import Finding, Result, Table
from database.ops.operation import Operation, Series, observing

HIGH = 80.0  # per cent, of everything
FULL = 95.0
LOOK = 0.5  # seconds over which the processor is watched
MOST_QUERIES = 10
_MYSQL_QUERIES = """
SELECT id, time, info FROM information_schema.processlist
WHERE command = 'Query' AND id <> CONNECTION_ID() AND info IS NOT NULL
ORDER BY time DESC LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine says of itself: per cent and bytes."""

    cpu_percent: float
    cores: int
    load: float  # the mean number of busy or waiting processes of 5 minutes
    memory_percent: float
    memory_total: int
    memory_available: int
    disk_path: str
    disk_percent: float
    disk_free: int


@dataclass(frozen=True, slots=True)
class SlowQuery:
    """A statement that runs at this moment, its values left out."""

    pid: int
    seconds: float
    query: str


def system_report(*, using: str, **options: Any) -> Result:
    """Report processor, memory, disk, connections and the slow statements."""
    machine = look_at_the_machine(_data_folder(using))
    connections_, slow = _look_at_the_database(using)
    slow = [query for query in slow if query.seconds >= settings.SLOW_QUERY_THRESHOLD]
    return Result(
        data={
            "machine": asdict(machine),
            "connections": connections_,
            "slow_queries": [asdict(query) for query in slow[:MOST_QUERIES]],
        },
        findings=[
            *findings(machine, connections_, slow),
            *writability.findings(using=using),
        ],
        verdict=_(
            "Processor %(cpu).0f %%, memory %(memory).0f %%, disk %(disk).0f %%, "
            "%(slow)d slow statements."
        )
        % {
            "cpu": machine.cpu_percent,
            "memory": machine.memory_percent,
            "disk": machine.disk_percent,
            "slow": len(slow),
        },
        tables=[_machine_table(machine, connections_), _query_table(slow)],
    )


def look_at_the_machine(folder: Path) -> Machine:
    """Watch the processor for half a second, and read the rest."""
    memory, disk = psutil.virtual_memory(), psutil.disk_usage(str(folder))
    return Machine(
        cpu_percent=psutil.cpu_percent(interval=LOOK),
        cores=psutil.cpu_count() or 1,
        load=round(os.getloadavg()[1], 2),
        memory_percent=memory.percent,
        memory_total=memory.total,
        memory_available=memory.available,
        disk_path=str(folder),
        disk_percent=disk.percent,
        disk_free=disk.free,
    )


def _data_folder(using: str) -> Path:
    """Return the folder that fills up: the database's on SQLite, else the media's."""
    if connections[using].vendor == "sqlite":
        folder = Path(str(connections[using].settings_dict["NAME"])).parent
    else:
        folder = Path(settings.MEDIA_ROOT)
    while not folder.is_dir():
        folder = folder.parent
    return folder


def _look_at_the_database(using: str) -> tuple[dict[str, int], list[SlowQuery]]:
    """Return used and usable connections, and what runs, the longest first."""
    vendor = connections[using].vendor
    if vendor == "postgresql":
        with observing("system_report", using=using):
            server = slots(using=using)
            running = [s for s in sessions(using=using) if s.state == "active"]
        slow = [SlowQuery(s.pid, s.state_age or 0.0, s.query) for s in running]
        slow.sort(key=lambda query: -query.seconds)
        return {"used": server.used, "usable": server.usable}, slow
    if vendor == "mysql":
        figures = mariadb.connection_figures(using=using)
        with connections[using].cursor() as cursor:
            cursor.execute(_MYSQL_QUERIES)
            slow = [
                SlowQuery(i, float(s), shape(q, vendor=vendor))
                for i, s, q in cursor.fetchall()
            ]
        used, most = figures["threads_connected"], figures["max_connections"]
        return {"used": int(used), "usable": int(most)}, slow
    return {}, []


def findings(
    machine: Machine, used: dict[str, int], slow: list[SlowQuery]
) -> list[Finding]:
    """Return what is over 80 %, with what helps, and the slow statements."""
    share = 100 * used["used"] / max(used["usable"], 1) if used else 0.0
    measures = [
        (
            "cpu",
            _busy_for_minutes(machine),
            _("The processor is busy: %(value).0f %%."),
            _(
                "Look for slow statements first (they are listed here). Then move "
                "the database or the workers to another machine, or use one with "
                "more cores."
            ),
        ),
        (
            "memory",
            machine.memory_percent,
            _("The memory is nearly used up: %(value).0f %%."),
            _(
                "Lower WEB_CONCURRENCY or the server's shared_buffers, or use a "
                "machine with more memory, before the system kills a process."
            ),
        ),
        (
            "disk",
            machine.disk_percent,
            _("The disk is nearly full: %(value).0f %%."),
            _("Remove old backups and logs, or enlarge the disk."),
        ),
        (
            "connections",
            share,
            _("The server's connections are nearly used up: %(value).0f %%."),
            _("Lower DB_POOL_MAX_SIZE or the workers; see manage.py pool_report."),
        ),
    ]
    found = [
        Finding(
            id=f"system.{name}",
            # A busy processor is no emergency; what is full is one.
            severity="critical" if value > FULL and name != "cpu" else "warning",
            object=name,
            message=text % {"value": value},
            measured=round(value, 1),
            threshold=HIGH,
            fix=fix,
        )
        for name, value, text, fix in measures
        if value > HIGH
    ]
    return [*found, *map(_slow_finding, slow[:MOST_QUERIES])]


def _busy_for_minutes(machine: Machine) -> float:
    """Return how busy the processor is and has been, in per cent.

    Half a second of work is no news and would be one at every look: the load of five
    minutes has to say the same.
    """
    return min(machine.cpu_percent, 100 * machine.load / machine.cores)


def _slow_finding(query: SlowQuery) -> Finding:
    return Finding(
        id="system.slow_query",
        severity="warning",
        object=str(query.pid),
        message=_("A statement has been running for %(seconds).1f s: %(query)s")
        % {"seconds": query.seconds, "query": query.query[:100]},
        measured=round(query.seconds, 1),
        threshold=settings.SLOW_QUERY_THRESHOLD,
        fix=_("Look at its plan with EXPLAIN; it may lack an index."),
    )


def _machine_table(machine: Machine, used: dict[str, int]) -> Table:
    gigabyte = 2**30
    cores = _("%(cores)d cores, load %(load).1f") % {
        "cores": machine.cores,
        "load": machine.load,
    }
    memory = _("%(free).1f GB of %(all).1f GB free") % {
        "free": machine.memory_available / gigabyte,
        "all": machine.memory_total / gigabyte,
    }
    disk = _("%(free).1f GB free in %(path)s") % {
        "free": machine.disk_free / gigabyte,
        "path": machine.disk_path,
    }
    rows: list[list[Any]] = [
        [_("Processor"), machine.cpu_percent, cores],
        [_("Memory"), machine.memory_percent, memory],
        [_("Disk"), machine.disk_percent, disk],
    ]
    if used:
        percent = round(100 * used["used"] / max(used["usable"], 1), 1)
        text = _("%(used)d of %(usable)d in use") % used
        rows.append([_("Connections"), percent, text])
    return Table(
        title=_("The machine"), columns=[_("What"), _("%"), _("Seen")], rows=rows
    )


def _query_table(slow: list[SlowQuery]) -> Table:
    return Table(
        title=_("Slow statements right now"),
        columns=[_("Process"), _("Seconds"), _("Statement")],
        rows=[
            [str(query.pid), round(query.seconds, 1), query.query]
            for query in slow[:MOST_QUERIES]
        ],
        empty=_("No statement has been running for longer than %(seconds)g s.")
        % {"seconds": settings.SLOW_QUERY_THRESHOLD},
    )


def measure(result: Result) -> Mapping[str, float]:
    """Return what is worth a sample."""
    machine = result.data["machine"]
    names = ("cpu_percent", "memory_percent", "disk_percent")
    return {name: float(machine[name]) for name in names}


SYSTEM_REPORT = Operation(
    name="system_report",
    title=gettext_lazy("Machine"),
    description=gettext_lazy(
        "Show processor, memory, disk and connections beside the slow "
        "statements, and what to do if one of them is over 80 %."
    ),
    for_shell=gettext_lazy("Example: manage.py system_report --watch 5"),
    run=system_report,
    series=(
        Series("cpu_percent", gettext_lazy("processor, %")),
        Series("memory_percent", gettext_lazy("memory, %")),
        Series("disk_percent", gettext_lazy("disk, %")),
    ),
    measure=measure,
)

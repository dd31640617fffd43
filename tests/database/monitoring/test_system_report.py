"""`system_report`: what is over 80 % is said with what helps."""

import pytest

from database.monitoring.system_report import Machine, SlowQuery, findings
from tests.commands.calling import call, text_of

CALM = {
    "cpu_percent": 20.0,
    "cores": 2,
    "load": 0.5,
    "memory_percent": 40.0,
    "memory_total": 4 * 2**30,
    "memory_available": 2 * 2**30,
    "disk_path": "/srv",
    "disk_percent": 50.0,
    "disk_free": 2**30,
}


def ids(used: tuple[int, int] = (10, 100), slow=(), **changes: float) -> list[tuple]:
    machine = Machine(**{**CALM, **changes})
    connections = {"used": used[0], "usable": used[1]}
    return [
        (finding.id, finding.severity)
        for finding in findings(machine, connections, list(slow))
    ]


def test_a_calm_machine_has_no_findings():
    assert ids() == []
    assert ids(cpu_percent=80.0, memory_percent=80.0, disk_percent=80.0) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cpu_percent": 80.1, "load": 1.7}, ("system.cpu", "warning")),
        ({"cpu_percent": 99.0, "load": 9.0}, ("system.cpu", "warning")),
        ({"memory_percent": 81.0}, ("system.memory", "warning")),
        ({"disk_percent": 96.0}, ("system.disk", "critical")),
        ({"used": (85, 100)}, ("system.connections", "warning")),
        ({"slow": [SlowQuery(7, 3.0, "SELECT ?")]}, ("system.slow_query", "warning")),
    ],
)
def test_what_is_over_80_per_cent_is_found(changes, expected):
    assert ids(**changes) == [expected]


def test_a_busy_moment_of_the_processor_is_no_finding():
    assert ids(cpu_percent=99.0, load=1.5) == []
    assert ids(cpu_percent=20.0, load=9.0) == []


def test_every_finding_says_what_to_do():
    machine = Machine(**{**CALM, "cpu_percent": 90.0, "memory_percent": 90.0})

    assert all(finding.fix for finding in findings(machine, {}, []))


@pytest.mark.django_db
def test_the_command_reports_machine_and_database(vendor):
    envelope, code = call("system_report", "--fail-on", "never")

    machine = envelope["data"]["machine"]
    assert code == 0
    assert 0 <= machine["cpu_percent"] <= 100
    assert 0 < machine["memory_percent"] <= 100
    assert machine["disk_free"] > 0
    expected = set() if vendor == "sqlite" else {"used", "usable"}
    assert set(envelope["data"]["connections"]) == expected


@pytest.mark.django_db
def test_people_read_a_line_for_each_part():
    text = text_of("system_report", "--fail-on", "never")

    assert "Processor" in text
    assert "Memory" in text
    assert text.splitlines()[-1].endswith("slow statements.")

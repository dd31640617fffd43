"""Nine ways in which a database cannot be used, each on the rung where it belongs."""

import os
import socket

import pytest
from django.db import connection, connections

from database.diagnosis import diagnose
from tests.commands.calling import call
from tests.diagnosis.asking import ask, failed_rung

pytestmark = pytest.mark.replica
SECRET = "hunter2-and-more"
MOST_MS = 4000


def address(**changes: str) -> str:
    """Return the primary's address with some parts changed."""
    entry = connections["default"].settings_dict
    parts = {
        "scheme": "postgresql",
        "user": entry["USER"],
        "password": entry["PASSWORD"],
        "host": entry["HOST"],
        "port": entry["PORT"],
        "database": "postgres",
        "query": "",
        **changes,
    }
    return "{scheme}://{user}:{password}@{host}:{port}/{database}{query}".format(
        **parts
    )


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


FAILURES = {
    "bad scheme": (lambda: {"scheme": "oracle"}, "url"),
    "unknown host": (lambda: {"host": "no-such-host.invalid"}, "dns"),
    "closed port": (lambda: {"port": closed_port()}, "tcp"),
    "no TLS": (lambda: {"query": "?sslmode=require"}, "tls"),
    "wrong password": (lambda: {"password": SECRET}, "auth"),
    "no role": (lambda: {"user": "kontor_nobody"}, "auth"),
    "no database": (lambda: {"database": "nowhere"}, "database"),
    "in recovery": (
        lambda: {"port": connections["replica1"].settings_dict["PORT"]},
        "role",
    ),
    "role limit": (lambda: {"user": "kontor_full"}, "slots"),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_each_failure_is_named_on_its_rung_in_time(kind):
    change, rung = FAILURES[kind]

    result = diagnose(url=address(**change()))

    failed = failed_rung(result.data["rungs"])
    assert failed["id"] == rung
    assert failed["cause"]
    assert failed["fix"]
    assert result.code == 4
    assert sum(rung["ms"] for rung in result.data["rungs"]) < MOST_MS


@pytest.mark.parametrize("kind", FAILURES)
def test_the_password_is_nowhere_in_what_the_command_prints(kind):
    """As a process of its own: settings, arguments and errors all may leak."""
    change, rung = FAILURES[kind]
    password = change().get("password", connection.settings_dict["PASSWORD"])
    url = address(**{"password": password, **change()})

    envelope, code, printed = ask(DATABASE_URL=url)

    assert code == 4
    assert failed_rung(envelope["data"]["rungs"])["id"] == rung
    assert f":{password}@" not in printed
    assert SECRET not in printed


def test_a_primary_is_ready_and_a_replica_is_one():
    primary = diagnose(url=address(database=os.environ["DATABASE_URL"].rsplit("/")[-1]))
    envelope, _code = call("diagnose", "--database", "replica1", "--no-history")

    states = {rung["id"]: rung["status"] for rung in primary.data["rungs"]}
    assert {name for name, state in states.items() if state != "ok"} <= {"migrations"}
    role = {rung["id"]: rung["status"] for rung in envelope["data"]["rungs"]}["role"]
    assert role == "ok"

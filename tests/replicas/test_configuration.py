"""DATABASE_REPLICA_URLS becomes entries of DATABASES; without it nothing is there."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from database.queue.outbox import reading_from_now
from database.replicas.checks import check_replicas
from database.replicas.reads import current_reads, is_write
from database.settings.env import Env
from database.settings.replica_urls import configured, with_middleware
from tests.commands.calling import call

FOLDER = Path("/srv/shop")
PRIMARY = "postgresql://u:hunter2@a/d"


def databases(replicas: str, primary: str = PRIMARY) -> dict:
    env = Env({"DATABASE_URL": primary, "DATABASE_REPLICA_URLS": replicas})
    return configured(env, FOLDER)[1]


def test_each_address_is_a_replica_with_a_weight():
    found = databases("postgresql://u:p@b:5433/d?weight=3, postgresql://u:p@c/d")

    assert list(found) == ["default", "replica1", "replica2"]
    assert [found[f"replica{n}"]["WEIGHT"] for n in (1, 2)] == [3, 1]
    replica = found["replica1"]
    assert (replica["HOST"], replica["PORT"]) == ("b", "5433")
    assert "weight" not in replica["OPTIONS"]
    assert replica["OPTIONS"]["options"].endswith("default_transaction_read_only=on")
    assert replica["OPTIONS"]["pool"]["timeout"] == 0.1
    assert replica["TEST"] == {"MIRROR": "default"}


@pytest.mark.parametrize(
    ("replicas", "primary"),
    [
        ("mysql://u:hunter2@b/d", PRIMARY),
        ("postgresql://u:hunter2@b/d", "mysql://u:hunter2@a/d"),
        ("postgresql://u:hunter2@b/d", ""),
        ("postgresql://u:hunter2@b/d?weight=0", PRIMARY),
        ("postgresql://u:hunter2@b/d?weight=heavy", PRIMARY),
        ("oracle://u:hunter2@b/d", PRIMARY),
    ],
)
def test_what_makes_no_sense_is_refused_without_the_password(replicas, primary):
    with pytest.raises(ImproperlyConfigured) as caught:
        databases(replicas, primary)

    assert str(caught.value).startswith("DATABASE_REPLICA_URLS ")
    assert "hunter2" not in str(caught.value)


def test_the_middleware_stands_around_and_within_the_sessions():
    sessions = "django.contrib.sessions.middleware.SessionMiddleware"
    module = "database.replicas.middleware"

    assert with_middleware(["a", sessions, "b"]) == [
        "a",
        f"{module}.ReadYourWrites",
        sessions,
        f"{module}.PositionInSession",
        "b",
    ]


@pytest.mark.skipif("replica1" in connections, reason="a replica is configured")
def test_without_replicas_nothing_of_it_is_installed():
    with reading_from_now():
        assert current_reads() is None
    assert settings.REPLICAS == []
    assert settings.DATABASE_ROUTERS == []
    assert not any("replicas" in name for name in settings.MIDDLEWARE)


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ("SELECT 1", False),
        ("(SELECT 1) UNION (SELECT 2)", False),
        ("  \n SELECT 1 FOR UPDATE", False),
        ("WITH t AS (SELECT 1) SELECT * FROM t", False),
        ("WITH t AS (DELETE FROM a RETURNING 1) SELECT * FROM t", True),
        ("SAVEPOINT s1", False),
        ("INSERT INTO a VALUES (1)", True),
        ("update a set b = 1", True),
        ("DELETE FROM a", True),
        ("TRUNCATE a", True),
        (object(), True),
    ],
)
def test_what_counts_as_a_write(sql, writes):
    assert is_write(sql) is writes


def entry(**changes: object) -> dict:
    base = {"HOST": "127.0.0.1", "PORT": "5432", "TEST": {"MIRROR": "default"}}
    return {**base, **changes}


@pytest.fixture
def configure(monkeypatch):
    """Return a function that gives the checks a replica to look at."""

    def replace(replica: dict) -> None:
        databases = {"default": entry(), "replica1": replica}
        names = SimpleNamespace(DATABASES=databases, REPLICAS=["replica1"])
        monkeypatch.setattr("database.replicas.checks.settings", names)

    return replace


@pytest.mark.parametrize(
    ("replica", "ids"),
    [
        (entry(PORT="5433"), []),
        (entry(HOST="10.0.0.2"), []),
        (entry(), ["database.E005"]),
        (entry(HOST="localhost", PORT=""), ["database.E005"]),
        (entry(PORT="5433", TEST={}), ["database.E006"]),
    ],
)
def test_the_system_checks_know_a_replica_that_is_none(configure, replica, ids):
    configure(replica)

    assert [message.id for message in check_replicas(None)] == ids


@pytest.mark.parametrize("kept", ["-1", "1GB"])
def test_slots_without_a_limit_are_warned_of(configure, monkeypatch, kept):
    configure(entry(PORT="5433"))
    monkeypatch.setattr(
        "database.replicas.checks.slots", lambda **_names: ([object()], kept == "-1")
    )

    found = check_replicas(None, databases=["default"])

    assert [m.id for m in found] == (["database.W016"] if kept == "-1" else [])


@pytest.mark.django_db
@pytest.mark.skipif("replica1" in connections, reason="a replica is configured")
def test_without_a_replica_the_report_says_so(vendor):
    envelope, code = call("replica_report")

    if vendor == "postgresql":
        assert (code, envelope["data"]["replicas"]) == (0, [])
    else:
        assert (code, envelope["status"]) == (3, "unsupported")
        assert envelope["data"]["message"]

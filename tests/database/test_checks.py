"""System checks of the pool and of the limits of a session: one test for each id."""

import pytest
from django.db import connection, connections

from database import checks
from database.checks import check_limits, check_pool, check_server
from database.settings.env import Env

GOOD = {"min_size": 1, "max_size": 4, "timeout": 2, "max_waiting": 16}


@pytest.fixture
def planted(monkeypatch):
    """Return a function that plants settings of the default database."""

    def plant(**settings) -> None:
        known = connections.settings["default"]
        for name, value in settings.items():
            monkeypatch.setitem(known, name, value)

    return plant


def ids(found) -> list[str]:
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"OPTIONS": {"pool": {**GOOD, "max_sise": 4}}}, ["database.E002"]),
        ({"OPTIONS": {"pool": {**GOOD, "check": None}}}, ["database.E001"]),
        ({"CONN_MAX_AGE": 60}, ["database.E003"]),
        ({"CONN_HEALTH_CHECKS": False}, ["database.W020"]),
    ],
)
def test_options_of_a_pool(planted, changes, found):
    good = {"OPTIONS": {"pool": GOOD}, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    planted(**{**good, **changes})

    assert ids(check_pool(None, databases=["default"])) == found


def test_preload_and_too_many_threads(planted, monkeypatch, settings):
    planted(OPTIONS={"pool": GOOD})
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--preload")
    settings.WEB_THREADS = 8

    assert ids(check_server(None)) == ["database.W010", "database.W019"]


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_session_without_limits():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")

    found = ids(check_limits(None, databases=["default"]))

    assert found.count("database.W012") == 2


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_migration_has_no_limits_on_purpose(monkeypatch):
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")

    assert "database.W012" not in ids(check_limits(None, databases=["default"]))


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_lock_limit_that_never_acts():
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '2s'")
        cursor.execute("SET lock_timeout = '2s'")

    assert "database.W018" in ids(check_limits(None, databases=["default"]))


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_lock_limit_that_never_acts_in_another_kind_of_process(settings):
    settings.ENV = Env(
        {"DB_WORKER_STATEMENT_TIMEOUT": "5", "DB_WORKER_LOCK_TIMEOUT": "5"}
    )

    assert "database.W018" in ids(check_limits(None, databases=["default"]))


@pytest.mark.postgresql
@pytest.mark.django_db
def test_pools_that_outgrow_the_server(monkeypatch):
    monkeypatch.setattr(checks, "_configured_connections", lambda _alias: 488)
    # Behind PgBouncer it is PgBouncer's clients that they may outgrow.
    monkeypatch.delitem(connection.settings_dict, "BEHIND_PGBOUNCER", raising=False)

    assert "database.E004" in ids(check_limits(None, databases=["default"]))


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("is_superuser", [True, False])
def test_a_superuser_whom_no_limit_stops(is_superuser, monkeypatch):
    monkeypatch.setattr(checks, "_is_superuser", lambda _cursor: is_superuser)

    found = ids(check_limits(None, databases=["default"]))

    assert ("database.W014" in found) is is_superuser


def test_each_worker_counts_its_pool_its_keeper_and_its_heartbeat(planted, settings):
    planted(OPTIONS={"pool": {**GOOD, "max_size": 60}})
    settings.WEB_CONCURRENCY = 8

    assert checks._configured_connections("default") == 496

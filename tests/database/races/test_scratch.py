"""A scratch database is made, used and dropped, and never one that was there."""

import os
import signal
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError, ProgrammingError, connection
from psycopg.errors import InsufficientPrivilege

from database.ops.command import Refused, Unavailable
from database.races import scratch
from database.races.scratch import scratch_database
from orders.models import Order
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)

SERVERS = pytest.mark.parametrize(
    "server",
    [
        pytest.param("postgresql", marks=pytest.mark.postgresql),
        pytest.param("mysql", marks=pytest.mark.mysql),
    ],
)
NAMES = {
    "postgresql": "SELECT datname FROM pg_database",
    "mysql": "SELECT schema_name FROM information_schema.schemata",
}


@pytest.fixture
def without_tables(monkeypatch):
    """Make scratch databases in no time, where what is in them does not matter."""
    monkeypatch.setattr(scratch, "call_command", lambda *_names, **_options: None)


def there(name: str) -> bool:
    """Tell whether there is a database of this name."""
    if connection.vendor == "sqlite":
        return Path(name).exists()
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        return (name,) in cursor.fetchall()


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.thorough
def test_it_is_empty_has_every_table_and_is_dropped():
    OrderFactory()

    with scratch_database("try") as name:
        assert not Order.objects.exists()
        OrderFactory()
        assert there(name)

    assert not there(name)
    assert Order.objects.count() == 1


@pytest.mark.usefixtures("without_tables")
@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_it_is_dropped_after_an_error(error):
    live = connection.settings_dict["NAME"]

    with pytest.raises(error), scratch_database("try") as name:
        raise error

    assert not there(name)
    assert connection.settings_dict["NAME"] == live


def test_it_is_dropped_after_sigterm(without_tables):
    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt), scratch_database("try") as name:
        os.kill(os.getpid(), signal.SIGTERM)

    assert not there(name)
    assert signal.getsignal(signal.SIGTERM) is before


@SERVERS
def test_a_database_of_that_name_is_left_alone(server):
    live = connection.settings_dict["NAME"]
    name = scratch._name(live, "try")
    run(f"CREATE DATABASE {name}")
    try:
        with (
            pytest.raises(Refused, match=f"already a database named {name}"),
            scratch_database("try"),
        ):
            pytest.fail("It must not be used.")
        assert there(name)
    finally:
        run(f"DROP DATABASE {name}")
    assert connection.settings_dict["NAME"] == live


@SERVERS
def test_a_user_who_may_not_create_databases_is_told_what_to_do(server, monkeypatch):
    refused = OperationalError(1044, "Access denied for user")
    if server == "postgresql":
        refused = ProgrammingError("permission denied to create database")
        refused.__cause__ = InsufficientPrivilege()
    monkeypatch.setattr(connection, "_nodb_cursor", Mock(side_effect=refused))

    with (
        pytest.raises(Unavailable, match="may not create databases"),
        scratch_database("try"),
    ):
        pytest.fail("It must not be made.")


def test_a_long_name_is_cut_and_keeps_what_makes_it_its_own():
    name = scratch._name("k" * 80, "prove")

    assert len(name) == 63
    assert name.endswith(f"_prove_{os.getpid()}")


@pytest.mark.postgresql
@pytest.mark.own_session("a login takes no options")
def test_the_limit_of_a_page_s_statements_leaves_no_database_behind(
    without_tables, monkeypatch
):
    with monkeypatch.context() as patch:
        options = connection.settings_dict["OPTIONS"]
        patch.setitem(options, "options", "-c statement_timeout=25")
        with scratch_database("slow") as name:
            pass

    connection.close()
    assert not there(name)

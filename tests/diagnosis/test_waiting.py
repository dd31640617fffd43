"""The start of a server process."""

import socket
import time
from threading import Timer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from database.diagnosis.waiting import wait_for_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def point_at(monkeypatch):
    """Return a function that lets the process use another server."""

    def change(**parts: object) -> None:
        for name, value in parts.items():
            monkeypatch.setitem(connections["default"].settings_dict, name, value)

    return change


def test_a_database_that_is_there_is_not_waited_for():
    started = time.monotonic()

    assert wait_for_database(30) is True
    assert time.monotonic() - started < 5


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.postgresql
@pytest.mark.mysql
def test_a_server_that_comes_late_is_waited_for(point_at):
    """It seems to come when the way to it is put right."""
    entry = connection.settings_dict
    right = {"PORT": entry["PORT"], "NAME": entry["NAME"]}
    point_at(PORT=str(free_port()))
    timer = Timer(1.0, entry.update, [right])
    timer.start()
    started = time.monotonic()

    assert wait_for_database(20) is True
    assert time.monotonic() - started >= 1.0


@pytest.mark.postgresql
@pytest.mark.mysql
def test_after_the_time_is_over_the_shop_starts_without_it(point_at):
    point_at(PORT=str(free_port()), HOST="127.0.0.1")
    started = time.monotonic()

    assert wait_for_database(0.6) is False
    assert 0.6 <= time.monotonic() - started < 3


@pytest.mark.postgresql
@pytest.mark.mysql
def test_a_database_that_does_not_exist_is_not_waited_for(point_at):
    point_at(NAME="nowhere_at_all")

    with pytest.raises(ImproperlyConfigured, match=r"\(database\).*nowhere_at_all"):
        wait_for_database(30)

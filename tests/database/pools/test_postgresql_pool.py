"""The pool's backend against a real server: loans, cut-off reads, forks, leaks."""

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, connections, transaction

from database.monitoring.process import GIVE_UP_AFTER
from database.monitoring.work import working
from database.pools import keeping, lending, line
from database.pools.keeper import Keeper, use_own_connection
from database.pools.line import TooLate
from database.pools.published import own_pools
from database.transactions import is_busy, retry_on_conflict

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ALIAS = "default"
ends_sessions = pytest.mark.own_session("a client does not see that its session ended")


@pytest.fixture
def pooled(monkeypatch) -> Iterator[Any]:
    """Give the default connection a pool of two places, in this and in new threads.

    The dictionary that is there stays as it is: a thread that an earlier test left may
    hold a connection by it, and would give it back to a pool that it is not from.
    """
    connection.close()
    settings = {**connection.settings_dict, "CONN_HEALTH_CHECKS": True}
    pool = {"min_size": 1, "max_size": 2, "timeout": 0.5}
    settings["OPTIONS"] = {**settings["OPTIONS"], "pool": pool}
    monkeypatch.setitem(connections.settings, ALIAS, settings)
    monkeypatch.setattr(connections[ALIAS], "settings_dict", settings)
    lending.forget()
    yield connection
    connection.close()
    connection.close_pool()


def keep_one_place(pooled: Any) -> None:
    """Let the pool hold one connection.

    A second one is opened in its own time, also after a test has ended all sessions,
    and would answer where nothing may.
    """
    pooled.settings_dict["OPTIONS"]["pool"]["max_size"] = 1


def select_one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]


def end_sessions() -> None:
    """End every session of this database, as a restart of the server does."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
    time.sleep(0.1)


def end_sleepers() -> None:
    """End what the server does for clients that gave up: later tests would wait."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query LIKE '%pg_sleep%'"
        )


def test_a_loan_names_its_view_and_its_lines(pooled):
    with working("shop_home"):
        select_one()
        (pool,) = [p for p in own_pools() if p.alias == ALIAS]
        (loan,) = lending.book(ALIAS).current()

    assert (pool.in_use, pool.waiting, pool.most) == (1, 0, 2)
    assert loan.holder == "shop_home"
    assert "select_one" in loan.stack()
    assert "site-packages" not in loan.stack()

    pooled.close()
    assert lending.book(ALIAS).current() == []


def test_a_read_that_was_cut_off_is_repeated(pooled):
    select_one()

    end_sessions()

    assert select_one() == 1


@ends_sessions
def test_a_write_that_was_cut_off_is_not_repeated(pooled):
    select_one()
    end_sessions()

    with pytest.raises(OperationalError), pooled.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE t (n int)")


def test_a_read_inside_a_transaction_is_not_repeated_alone(pooled):
    def read_twice() -> None:
        with transaction.atomic():
            select_one()
            end_sessions()
            select_one()

    with pytest.raises(OperationalError):
        read_twice()


def test_a_transaction_that_was_cut_off_is_repeated_as_a_whole(pooled):
    tries = []

    @retry_on_conflict()
    def work() -> int:
        tries.append(select_one())
        if len(tries) == 1:
            end_sessions()
        return select_one()

    assert work() == 1
    assert len(tries) == 2


def test_who_gets_no_connection_is_counted(pooled):
    def hold() -> None:
        select_one()
        time.sleep(1)
        connections[ALIAS].close()

    threads = [threading.Thread(target=hold) for _n in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)

    with pytest.raises(OperationalError):
        select_one()

    for thread in threads:
        thread.join()
    assert lending.book(ALIAS).refused == 1


def test_what_a_dead_thread_kept_goes_back_to_the_pool(pooled):
    kept = []
    thread = threading.Thread(target=lambda: kept.append(_take_and_keep()))
    thread.start()
    thread.join()
    assert len(lending.book(ALIAS).current()) == 1

    Keeper()._look_for_leaks(ALIAS)

    assert lending.book(ALIAS).current() == []
    assert lending.book(ALIAS).reclaimed == 1


def _take_and_keep() -> Any:
    """Take a connection and end without giving it back."""
    select_one()
    return connections[ALIAS]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_opens_a_pool_of_its_own(pooled):
    select_one()
    parents = keeping.pools()[ALIAS]
    read, write = os.pipe()

    child = os.fork()
    if child == 0:
        try:
            fresh = ALIAS not in keeping.pools() and select_one() == 1
            os.write(write, b"1" if fresh else b"0")
        finally:
            os._exit(0)

    os.waitpid(child, 0)
    assert os.read(read, 1) == b"1"
    assert keeping.pools()[ALIAS] is parents
    assert select_one() == 1


@ends_sessions
def test_a_server_that_was_away_is_found_by_the_next_repair(pooled, monkeypatch):
    """The pool alone would wait for a second first, then for two, then for four."""
    keep_one_place(pooled)
    pooled.settings_dict["OPTIONS"]["pool"]["reconnect_timeout"] = GIVE_UP_AFTER
    assert select_one() == 1
    connection.close()
    pool, keeper = pooled.pool, Keeper()
    with monkeypatch.context() as away:
        away.setattr(pool, "_connect", refuse)
        end_sessions()
        keeping.lost.set()
        seen = set()
        for _step in range(10):
            keeper.step(is_lost=True)
            seen.add(keeping.is_short(pool))
        assert True in seen

    keeper.step(is_lost=True)
    pool.wait(timeout=30)

    assert not keeping.is_short(pool)
    assert pool.get_stats()["pool_available"] == 1
    keeping.lost.clear()


@ends_sessions
def test_one_broken_connection_has_the_others_replaced(pooled):
    pooled.settings_dict["OPTIONS"]["pool"]["min_size"] = 2
    assert select_one() == 1
    connection.close()
    pool = pooled.pool
    pool.wait(timeout=30)
    end_sessions()
    keeping.lost.clear()

    assert select_one() == 1

    assert pool.get_stats()["connections_lost"] == 2
    assert keeping.lost.is_set()
    keeping.lost.clear()


@ends_sessions
def test_a_read_that_finds_no_server_is_an_error_that_django_knows(pooled, monkeypatch):
    """As one of the driver's own it would be answered with 500, not with 503."""
    keep_one_place(pooled)
    assert select_one() == 1
    end_sessions()
    monkeypatch.setattr(pooled.pool, "_connect", refuse)

    with pytest.raises(OperationalError) as caught:
        select_one()

    assert is_busy(caught.value)
    keeping.lost.clear()


def refuse(timeout: float | None = None) -> None:
    raise psycopg.OperationalError("the server is away")


def test_the_keeper_speaks_when_the_pool_is_exhausted(pooled):
    answers = []

    def keep() -> None:
        use_own_connection()
        answers.append(select_one())
        connections["default"].close()

    thread = threading.Thread(target=keep)
    thread.start()
    thread.join()

    assert answers == [1]


def test_a_connection_that_does_not_answer_is_given_up_at_checkout(pooled, monkeypatch):
    keep_one_place(pooled)
    select_one()
    before = pooled.connection
    connection.close()
    said = iter([TooLate("No answer in time.")])

    def ping(pgconn: Any, *, timeout: float) -> None:
        for silence in said:
            raise silence

    monkeypatch.setattr(line, "ping", ping)

    assert select_one() == 1
    assert before.closed
    assert pooled.connection is not before
    keeping.lost.clear()


def test_a_silent_server_frees_who_waits_for_it(pooled):
    outcomes = []

    def wait_for_ever() -> None:
        try:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("SELECT pg_sleep(60)")
        except OperationalError as error:
            outcomes.append(is_busy(error))
        finally:
            connections[ALIAS].close()

    thread = threading.Thread(target=wait_for_ever)
    thread.start()
    while not lending.book(ALIAS).current():
        time.sleep(0.01)
    time.sleep(0.2)
    keeping.silent.add(ALIAS)
    try:
        assert keeping.cut(ALIAS) >= 1
        thread.join(5)
    finally:
        keeping.silent.clear()
        keeping.lost.clear()
        end_sleepers()

    assert outcomes == [True]
    assert select_one() == 1

"""`migrate` hardly waits for a lock, lets others pass, and tries again."""

import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import migrate as django_migrate
from django.db import OperationalError, connection, connections, transaction

from database.management.commands import migrate
from database.management.commands.migrate import ATTEMPTS, Command
from tests.database.test_transactions import postgresql

OPTIONS = {"database": "default", "verbosity": 1}
LOCKED = postgresql(OperationalError, "55P03")


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    slept = []
    monkeypatch.setattr(migrate.time, "sleep", slept.append)
    return slept


@pytest.fixture
def outcomes(monkeypatch, pauses) -> list[object]:
    """Give what Django's command meets, run by run, an error or nothing."""
    met: list[object] = []

    def handle(self: Command, *args: object, **options: object) -> None:
        outcome, self._at = met.pop(0)
        if outcome:
            raise outcome

    monkeypatch.setattr(django_migrate.Command, "handle", handle)
    return met


def migration(*, atomic: bool) -> SimpleNamespace:
    return SimpleNamespace(app_label="shop", name="0009_more", atomic=atomic)


@pytest.mark.django_db
def test_a_lock_that_does_not_come_is_asked_for_again(outcomes, pauses, capsys):
    outcomes += [(LOCKED, None), (LOCKED, None), (None, None)]

    call_command("migrate")

    assert outcomes == []
    assert 0.5 <= pauses[0] <= 1 <= pauses[1] <= 2
    assert "trying again (2 of 10)" in capsys.readouterr().err


@pytest.mark.django_db
def test_it_gives_up_in_words_after_ten_times(outcomes, pauses):
    outcomes += [(LOCKED, None)] * ATTEMPTS

    with pytest.raises(CommandError, match="See which") as caught:
        call_command("migrate")

    assert caught.value.returncode == 5
    assert (outcomes, len(pauses)) == ([], ATTEMPTS - 1)


@pytest.mark.django_db
def test_half_a_migration_is_not_begun_anew(outcomes, pauses):
    outcomes += [(LOCKED, migration(atomic=False)), (None, None)]

    with pytest.raises(CommandError, match="0009_more: another session had locked"):
        call_command("migrate")

    assert (len(outcomes), pauses) == (1, [])


@pytest.mark.django_db
def test_any_other_error_is_raised_as_it_is(outcomes, pauses):
    outcomes += [(OperationalError("disk I/O error"), None)]

    with pytest.raises(OperationalError, match="disk"):
        call_command("migrate")

    assert pauses == []


@pytest.mark.parametrize(
    ("sql", "tries"),
    [("ALTER TABLE a", 3), ("CREATE INDEX concurrently b ON a (c)", 1)],
)
def test_half_an_index_is_not_built_again(pauses, sql, tries):
    ran = []

    def execute(*args: object) -> None:
        ran.append(args)
        if len(ran) < 3:
            raise LOCKED

    context = {"connection": SimpleNamespace(in_atomic_block=False)}
    with suppress(OperationalError):
        Command()._again(execute, sql, None, False, context)

    assert len(ran) == tries


@pytest.mark.postgresql
@pytest.mark.mysql
@pytest.mark.django_db(transaction=True)
def test_a_statement_waits_shortly_for_a_real_lock_and_comes_through(capsys):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE locked_for_a_test (n int)")
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("INSERT INTO locked_for_a_test VALUES (1)")
            held.set()
            release.wait(30)
        connections["default"].close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    command = Command()

    def let_go(attempt: int) -> None:
        release.set()
        holder.join()

    command._pause = let_go
    try:
        with connection.execute_wrapper(command._again), connection.cursor() as cursor:
            cursor.execute(
                "SET SESSION lock_wait_timeout = 1"
                if connection.vendor == "mysql"
                else "SET lock_timeout = '50ms'"
            )
            cursor.execute("ALTER TABLE locked_for_a_test ADD COLUMN m int")
    finally:
        release.set()
        holder.join()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE locked_for_a_test")
        connection.close()

    assert release.is_set()

"""Retries, savepoints, limits, and errors in words."""

import pytest
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)

from database import transactions
from database.transactions import (
    Trouble,
    classify,
    is_busy,
    limited,
    long_read,
    retry_on_conflict,
    savepoint,
)
from shop.models import ProductFamily


def postgresql(kind: type[Exception], state: str) -> Exception:
    """Return the error that Django raises for this SQLSTATE."""
    error = kind("…")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    slept = []
    monkeypatch.setattr(transactions.time, "sleep", slept.append)
    return slept


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (postgresql(OperationalError, "40001"), Trouble.CONFLICT),
        (postgresql(OperationalError, "40P01"), Trouble.CONFLICT),
        (postgresql(OperationalError, "55P03"), Trouble.CONFLICT),
        (postgresql(OperationalError, "57014"), Trouble.TIMEOUT),
        (postgresql(IntegrityError, "23505"), Trouble.INTEGRITY),
        (postgresql(DataError, "22001"), Trouble.DATA),
        (postgresql(OperationalError, "57P01"), Trouble.LOST),
        (postgresql(ProgrammingError, "42P01"), Trouble.OUTDATED),
        (postgresql(ProgrammingError, "42501"), Trouble.DENIED),
        (postgresql(OperationalError, "53300"), Trouble.FULL),
        (postgresql(OperationalError, "53100"), Trouble.NO_ROOM),
        (postgresql(OperationalError, "53200"), Trouble.NO_MEMORY),
        (postgresql(OperationalError, "53400"), Trouble.NO_MEMORY),
        (postgresql(InternalError, "25006"), Trouble.READ_ONLY),
        (postgresql(OperationalError, "57P05"), Trouble.LOST),
        (postgresql(InternalError, "25P03"), Trouble.LOST),
        (OperationalError("FATAL:  sorry, too many clients already"), Trouble.FULL),
        (OperationalError(1021, "Disk full (/tmp)"), Trouble.NO_ROOM),
        (OperationalError(1114, "The table is full"), Trouble.NO_ROOM),
        (OperationalError(1290, "--read-only"), Trouble.READ_ONLY),
        (OperationalError("database or disk is full"), Trouble.NO_ROOM),
        (
            OperationalError("attempt to write a readonly database"),
            Trouble.READ_ONLY,
        ),
        (OperationalError(1213, "Deadlock found"), Trouble.CONFLICT),
        (OperationalError(1205, "Lock wait timeout"), Trouble.CONFLICT),
        (OperationalError(1969, "max_statement_time"), Trouble.TIMEOUT),
        (OperationalError(1644, "append-only"), Trouble.INTEGRITY),
        (OperationalError(2003, "Can't connect"), Trouble.OPERATIONAL),
        (DataError(1406, "Data too long"), Trouble.DATA),
        (OperationalError("database is locked"), Trouble.CONFLICT),
        (OperationalError("no such table: shop"), Trouble.OUTDATED),
        (OperationalError("no such module: fts5"), Trouble.OTHER),
        (IntegrityError("UNIQUE constraint failed"), Trouble.INTEGRITY),
        (OperationalError("unable to open database file"), Trouble.OPERATIONAL),
        (InterfaceError("connection already closed"), Trouble.LOST),
    ],
)
def test_errors_are_sorted_into_what_people_can_do(error, trouble):
    assert classify(error) is trouble


def test_every_trouble_is_a_sentence_without_jargon():
    sentences = [str(trouble.value) for trouble in Trouble]

    assert all(sentence.endswith(".") and "!" not in sentence for sentence in sentences)
    assert len(set(sentences)) == len(Trouble)


def test_a_full_pool_is_busy_and_a_refused_login_is_not():
    full = OperationalError("couldn't get a connection after 2.00 sec")
    full.__cause__ = type("PoolTimeout", (Exception,), {})()

    assert is_busy(full)
    assert is_busy(postgresql(InternalError, "25006"))
    assert is_busy(postgresql(OperationalError, "53100"))
    assert not is_busy(OperationalError("password authentication failed"))


def failing(times: int, ran: list[int], *, error: Exception | None = None):
    """Return a service that meets a conflict so many times."""

    @retry_on_conflict()
    def service(*, name: str) -> str:
        ran.append(1)
        transaction.on_commit(lambda: ran.append(100))
        ProductFamily.objects.create(name=name, slug=name)
        if sum(number == 1 for number in ran) <= times:
            raise error or OperationalError("database is locked")
        return name

    return service


@pytest.mark.django_db(transaction=True)
def test_two_conflicts_are_survived_and_what_follows_commit_comes_once(pauses):
    ran = []

    assert failing(2, ran)(name="a") == "a"

    assert ran == [1, 1, 1, 100]
    assert ProductFamily.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_third_conflict_is_raised_and_nothing_changed(pauses):
    ran = []

    with pytest.raises(OperationalError, match="locked"):
        failing(3, ran)(name="a")

    assert ran == [1, 1, 1]
    assert not ProductFamily.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_pauses_grow_and_have_jitter(pauses):
    for number in range(20):
        failing(2, [])(name=str(number))

    first, second = pauses[::2], pauses[1::2]
    assert all(0.02 <= pause <= 0.04 for pause in first)
    assert all(0.04 <= pause <= 0.08 for pause in second)
    assert len(set(first)) > 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error", [OperationalError("disk I/O error"), IntegrityError("x"), ValueError("x")]
)
def test_what_is_no_conflict_is_tried_once(pauses, error):
    ran = []

    with pytest.raises(type(error)):
        failing(1, ran, error=error)(name="a")

    assert (ran, pauses) == ([1], [])


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_it_does_not_even_begin():
    ran = []

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        failing(0, ran)(name="a")

    assert ran == []


@pytest.mark.django_db
def test_a_savepoint_undoes_only_itself():
    with transaction.atomic():
        ProductFamily.objects.create(name="kept", slug="kept")
        with pytest.raises(IntegrityError), savepoint():
            ProductFamily.objects.create(name="again", slug="kept")
        ProductFamily.objects.create(name="later", slug="later")

    names = ProductFamily.objects.values_list("name", flat=True)
    assert sorted(names) == ["kept", "later"]


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_needs_a_transaction():
    with pytest.raises(transaction.TransactionManagementError), savepoint():
        pass


def session_limit() -> str:
    """Return how long a statement may take, in the server's words."""
    name = "@@SESSION.max_statement_time"
    question = (
        f"SELECT {name}" if connection.vendor == "mysql" else "SHOW statement_timeout"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def sleep(seconds: float) -> None:
    function = "SLEEP" if connection.vendor == "mysql" else "pg_sleep"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [seconds])


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.mysql
def test_a_statement_is_stopped_at_its_limit():
    with pytest.raises(OperationalError) as caught, transaction.atomic(), limited(0.05):
        sleep(5)

    assert classify(caught.value) is Trouble.TIMEOUT


@pytest.mark.django_db(transaction=True)
@pytest.mark.mysql
def test_a_page_has_a_limit_on_mariadb_too():
    assert float(session_limit()) == 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.mysql
def test_a_long_read_has_another_limit_and_gives_it_back():
    before = session_limit()

    with long_read(1800):
        assert session_limit() in {"30min", "1800.0"}

    assert session_limit() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.mysql
def test_the_limit_comes_back_after_an_error_in_a_transaction():
    before = session_limit()

    ProductFamily.objects.create(name="a", slug="a")

    with pytest.raises(IntegrityError), transaction.atomic(), limited(1800):
        ProductFamily.objects.create(name="b", slug="a")

    assert session_limit() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_long_read_keeps_no_writer_out_of_sqlite():
    with long_read(1800):
        assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error",
    [
        postgresql(OperationalError, "55P03"),
        OperationalError(1205, "Lock wait timeout exceeded"),
    ],
)
def test_a_lock_that_did_not_come_in_time_is_tried_three_times(
    pauses, monkeypatch, error
):
    # However long each of them waited.
    hours = iter(range(0, 3600 * 1000, 3600))
    monkeypatch.setattr(transactions.time, "monotonic", lambda: next(hours))
    tries = []

    @retry_on_conflict()
    def work() -> None:
        tries.append(1)
        raise error

    with pytest.raises(OperationalError):
        work()

    assert (len(tries), len(pauses)) == (3, 2)


@pytest.mark.django_db(transaction=True)
def test_work_that_was_cut_off_before_commit_is_done_again(pauses):
    tries = []

    @retry_on_conflict()
    def work() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise postgresql(OperationalError, "57P01")
        return len(tries)

    assert work() == 2

"""Tables that PostgreSQL keeps by months, and what is done to the months."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ProjectState

from accounts.models import LoginHistory
from database.audit.log import maintenance
from database.models import AuditEntry
from database.rows.ids import uuid7
from database.tables.migration_operations import PartitionByMonth
from database.tables.months import Month
from database.tables.partitions import tables
from database.tables.plan import Verb, survey
from database.tables.steps import carry_out
from shop.models import Activity
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)


def log_in(at=NOW, **fields):
    row = LoginHistory.objects.create(
        success=True, user=UserFactory(), created_at=at, **fields
    )
    # A table whose checks still wait for the end of the transaction is not altered.
    connection.check_constraints()
    return row


def look(at):
    return Activity.objects.create(user_id=uuid7(), kind="view", created_at=at)


def query(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def place_of(row):
    table = row._meta.db_table
    return query(f"SELECT tableoid::regclass::text FROM {table} WHERE id = %s", row.pk)


def take(word, *verbs):
    """Take every step of the verbs, and return them as they were planned."""
    steps = []
    for verb in verbs:
        seen = survey(tables[word])
        for step in seen.plan([verb], ahead=3):
            carry_out(step, seen)
            steps.append((step.verb.value, step.partition))
    return steps


@pytest.fixture
def months():
    """Let the months begin in November 2026, whenever the test runs."""
    with time_machine.travel(NOW, tick=False):
        for word in tables:
            take(word, Verb.CREATE)
        yield


@pytest.mark.usefixtures("months")
def test_a_row_goes_into_its_month():
    row = log_in()

    assert place_of(row) == [("accounts_loginhistory_2026_11",)]


@pytest.mark.parametrize("model", [LoginHistory, Activity])
def test_the_key_holds_the_time(model):
    held = query(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'p'",
        model._meta.db_table,
    )

    assert held == [("PRIMARY KEY (id, created_at)",)]


@pytest.mark.usefixtures("months")
@pytest.mark.parametrize("place", ["accounts_loginhistory", "{partition}"])
@pytest.mark.parametrize("change", ["UPDATE {} SET risk_score = 1", "DELETE FROM {}"])
def test_the_table_and_its_months_refuse_changes(place, change):
    row = log_in()
    ((partition,),) = place_of(row)

    with pytest.raises(DatabaseError, match="append-only"):
        query(change.format(place.format(partition=partition)))

    assert LoginHistory.objects.get().risk_score == 0


@pytest.mark.usefixtures("months")
def test_maintenance_opens_the_months_too():
    log_in()

    with maintenance("Retention"):
        LoginHistory.objects.all().delete()

    assert not LoginHistory.objects.exists()


@pytest.mark.usefixtures("months")
def test_months_are_made_ahead_once():
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC), tick=False):
        first, second = take("activity", Verb.CREATE), take("activity", Verb.CREATE)

    assert first == [("create", "shop_activity_2027_03")]
    assert second == []


@pytest.mark.usefixtures("months")
def test_rows_that_came_too_early_move_into_the_month_made_for_them():
    row, later = look(MARCH), look(datetime(2027, 9, 1, tzinfo=UTC))
    assert place_of(row) == [("shop_activity_default",)]
    assert survey(tables["activity"]).strays == {Month(2026, 3): 1, Month(2027, 9): 1}

    steps = take("activity", Verb.CREATE)

    assert steps == [
        ("create", "shop_activity_2026_03"),
        ("create", "shop_activity_2027_09"),
    ]
    assert place_of(row) == [("shop_activity_2026_03",)]
    assert place_of(later) == [("shop_activity_2027_09",)]
    assert survey(tables["activity"]).strays == {}


@pytest.mark.usefixtures("months")
def test_a_default_that_was_taken_aside_refuses_changes_again():
    log_in(at=MARCH)
    take("logins", Verb.CREATE)
    stray = log_in(at=datetime(2030, 1, 1, tzinfo=UTC))

    assert place_of(stray) == [("accounts_loginhistory_default",)]
    with pytest.raises(DatabaseError, match="append-only"):
        query("DELETE FROM accounts_loginhistory WHERE id = %s", stray.pk)


@pytest.mark.usefixtures("months")
def test_a_month_past_its_retention_is_taken_out_and_then_dropped():
    look(MARCH)
    kept = look(NOW)
    take("activity", Verb.CREATE)

    assert take("activity", Verb.DETACH) == [("detach", "shop_activity_2026_03")]
    assert list(Activity.objects.all()) == [kept]
    assert query("SELECT count(*) FROM shop_activity_2026_03") == [(1,)]
    assert take("activity", Verb.DROP) == [("drop", "shop_activity_2026_03")]
    assert query("SELECT to_regclass('shop_activity_2026_03')") == [(None,)]
    logged = AuditEntry.objects.filter(operation__startswith="database.partition.")
    assert logged.filter(message="Drop: shop_activity_2026_03").count() == 1


@pytest.mark.usefixtures("months")
def test_a_month_is_kept_until_its_last_row_is_too_old(settings):
    look(MARCH)
    take("activity", Verb.CREATE)
    days = tables["activity"].days
    last_day = Month(2026, 4).begin.timestamp() + days * 86_400

    with time_machine.travel(last_day - 1, tick=False):
        assert list(survey(tables["activity"]).plan([Verb.DETACH])) == []
    with time_machine.travel(last_day, tick=False):
        assert len(list(survey(tables["activity"]).plan([Verb.DETACH]))) == 1


@pytest.mark.usefixtures("months")
def test_a_detached_month_stays_append_only():
    log_in(at=datetime(2024, 3, 1, tzinfo=UTC))
    take("logins", Verb.CREATE, Verb.DETACH)

    for statement in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            query(f"{statement} accounts_loginhistory_2024_03")


@pytest.mark.usefixtures("months")
def test_a_month_of_an_append_only_table_refuses_to_be_emptied():
    log_in(at=MARCH)
    take("logins", Verb.CREATE)
    months = query(
        "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid "
        "WHERE inhparent = 'accounts_loginhistory'::regclass"
    )

    assert len(months) > 1
    for (month,) in months:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            query(f"TRUNCATE {month}")


def test_dividing_and_uniting_keep_rows_indexes_checks_keys_and_triggers():
    row = log_in(at=MARCH)
    table, before = LoginHistory._meta.db_table, shape()
    operation, state = PartitionByMonth("loginhistory"), ProjectState()
    state.apps.get_model = lambda *_args: LoginHistory

    for direction, kind in (("backwards", "r"), ("forwards", "p")):
        with connection.schema_editor(atomic=False) as editor:
            getattr(operation, f"database_{direction}")(
                "accounts", editor, state, state
            )
        assert query(f"SELECT relkind FROM pg_class WHERE relname = '{table}'") == [
            (kind,)
        ]
        assert shape() == before
        assert LoginHistory.objects.get() == row
        with pytest.raises(DatabaseError, match="append-only"):
            query(f"DELETE FROM {table}")
    assert place_of(row) == [("accounts_loginhistory_2026_03",)]


def shape():
    """Return indexes, checks and keys of the table by name, the primary key apart."""
    return query(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'accounts_loginhistory' "
        "UNION ALL SELECT conname FROM pg_constraint "
        "WHERE conrelid = 'accounts_loginhistory'::regclass ORDER BY 1"
    )

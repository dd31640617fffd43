"""`manage.py partitions`."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from database.rows.ids import uuid7
from shop.models import Activity
from tests.commands.calling import call, text_of

pytestmark = pytest.mark.django_db


def look(at):
    return Activity.objects.create(user_id=uuid7(), kind="view", created_at=at)


def names(envelope):
    return [(step["verb"], step["partition"]) for step in envelope["data"]["steps"]]


@pytest.mark.sqlite
@pytest.mark.mysql
def test_other_engines_say_what_there_is_instead():
    envelope, code = call("partitions", "--create")

    assert (code, envelope["status"]) == (3, "unsupported")
    assert "only PostgreSQL divides them by month" in envelope["data"]["message"]
    assert "purge_history" in envelope["data"]["message"]


@pytest.mark.postgresql
def test_new_tables_are_in_order():
    envelope, code = call("partitions")

    assert (code, envelope["findings"]) == (0, [])
    assert [table["name"] for table in envelope["data"]["tables"]] == [
        "activity",
        "logins",
    ]


@pytest.mark.postgresql
def test_what_is_missing_is_a_finding_until_it_is_made():
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        before, code = call("partitions", "--table", "activity")
        made, made_code = call("partitions", "--table", "activity", "--create")
        after, after_code = call("partitions", "--table", "activity")

    assert (code, [f["id"] for f in before["findings"]]) == (1, ["partitions.missing"])
    assert (made_code, len(names(made))) == (0, 1)
    assert (after_code, after["findings"]) == (0, [])


@pytest.mark.postgresql
def test_a_dry_run_changes_nothing():
    look(datetime(2020, 3, 1, tzinfo=UTC))

    envelope, code = call("partitions", "--create", "--detach", "--drop", "--dry-run")

    assert code == 1
    assert names(envelope) == [("create", "shop_activity_2020_03")]
    assert [f["id"] for f in call("partitions")[0]["findings"]] == [
        "partitions.missing",
        "partitions.astray",
    ]


@pytest.mark.postgresql
def test_one_run_makes_detaches_and_drops_until_nothing_is_left():
    look(datetime(2020, 3, 1, tzinfo=UTC))

    envelope, code = call("partitions", "--create", "--detach", "--drop")

    assert code == 0
    assert names(envelope) == [
        (verb, "shop_activity_2020_03") for verb in ("create", "detach", "drop")
    ]
    assert not Activity.objects.exists()


@pytest.mark.postgresql
def test_a_dry_run_without_a_verb_is_a_mistake():
    assert call("partitions", "--dry-run")[1] == 2


@pytest.mark.postgresql
def test_people_read_a_table_and_a_verdict():
    text = text_of("partitions", "--ahead", "4", "--create")

    assert "attached" in text
    assert text.rstrip().endswith("Partitions: 2 steps done")

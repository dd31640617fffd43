"""`manage.py purge_operations` and `manage.py purge_history`."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import LoginHistory
from database.audit.log import log_operation
from database.models import AuditEntry
from database.retention import periods as retention
from database.rows.ids import uuid7
from shop.models import Activity
from tests.commands.calling import call, text_of

pytestmark = pytest.mark.django_db


def operation(days):
    return AuditEntry.objects.create(
        operation="test", message=f"{days} days", created_at=ago(days)
    )


def ago(days):
    return timezone.now() - timedelta(days=days)


def left():
    rows = AuditEntry.objects.filter(operation="test")
    return sorted(rows.values_list("message", flat=True))


def test_operations_older_than_thirty_days_go():
    for days in (0, 29, 31, 400):
        operation(days)

    envelope, code = call("purge_operations")

    assert (code, envelope["data"]["removed"]) == (0, 2)
    assert left() == ["0 days", "29 days"]


def test_the_age_can_be_said():
    for days in (0, 8, 31):
        operation(days)

    assert call("purge_operations", "--older-than", 7)[0]["data"]["removed"] == 2
    assert left() == ["0 days"]


def test_a_dry_run_counts_and_removes_nothing():
    operation(31)

    text = text_of("purge_operations", "--dry-run")

    assert text.startswith("Would remove 1 audit entries from before ")
    assert left() == ["31 days"]
    assert not AuditEntry.objects.filter(operation="database.maintenance").exists()


def test_each_batch_notes_itself(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        operation(31)

    call("purge_operations")

    doors = AuditEntry.objects.filter(operation="database.maintenance")
    assert left() == []
    assert doors.count() == 3
    assert doors.first().message.startswith("Retention: audit entries from before")
    assert doors.first().by == "manage.py purge_operations"


@pytest.mark.parametrize("days", ["0", "36501", "soon", "3.5", "9" * 5000])
def test_an_age_that_is_none_is_refused(days):
    log_operation("test", "stays")

    with pytest.raises(CommandError, match="is not a number of days from 1 to 36500"):
        call_command("purge_operations", "--older-than", days)

    assert left() == ["stays"]


def test_events_past_their_retention_go(settings):
    for days in (1, 89, 91):
        Activity.objects.create(user_id=uuid7(), kind="view", created_at=ago(days))
    for days in (1, 364, 366):
        LoginHistory.objects.create(success=True, created_at=ago(days))

    envelope, code = call("purge_history")

    assert code == 0
    removed = {t["name"]: t["removed"] for t in envelope["data"]["tables"]}
    assert removed == {"activity": 1, "logins": 1}
    assert (Activity.objects.count(), LoginHistory.objects.count()) == (2, 2)


def test_one_table_alone_and_a_shorter_time():
    for days in (1, 40):
        Activity.objects.create(user_id=uuid7(), kind="view", created_at=ago(days))
        LoginHistory.objects.create(success=True, created_at=ago(days))
    arguments = ("purge_history", "--table", "activity", "--older-than", 30)

    tried, _code = call(*arguments, "--dry-run")
    assert tried["data"]["tables"][0]["old"] == 1
    assert Activity.objects.count() == 2
    call(*arguments)

    assert (Activity.objects.count(), LoginHistory.objects.count()) == (1, 2)

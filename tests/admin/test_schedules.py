"""Schedules in the back office: what is wrong, and making, changing, removing one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from database.models import AuditEntry, OperationRun, Schedule
from database.queue import outbox
from database.runs import scheduling
from database.runs.report import schedules

pytestmark = pytest.mark.django_db


def schedule(**values) -> Schedule:
    """Return a schedule that has been due for a second."""
    due = timezone.now() - timedelta(seconds=1)
    values = {"operation": "tidy", "every": 300, "next_due": due} | values
    return Schedule.objects.create(**values)


def test_the_list_says_what_was_missed_until_the_schedule_is_saved(owner):
    row = schedule(next_due=timezone.now() - timedelta(hours=1))
    scheduling.look()

    text = owner.get(reverse("admin:database_schedule_changelist")).content.decode()
    page = reverse("admin:database_schedule_change", args=[row.pk])
    owner.post(page, {"operation": "tidy", "span": "5m", "is_active": "on"})

    row.refresh_from_db()
    assert "tidy (every 5 minutes) was skipped 11 times" in text
    assert (row.missed, schedules().findings) == (0, [])


def test_the_page_says_that_nothing_runs_by_itself_and_helps(owner):
    text = owner.get(reverse("admin:database_schedule_changelist")).content.decode()
    owner.post(reverse("admin:ops_schedules"), {"add": "1"})
    outbox.deliver_due(lane="ops")

    assert "Nothing runs automatically" in text
    assert Schedule.objects.filter(operation="tidy").exists()


ADD = "admin:database_schedule_add"


def test_a_schedule_is_made_on_the_page_and_logged(owner):
    fields = {"operation": "check_consistency", "options": "--tag stock --tag money"}

    owner.post(reverse(ADD), {**fields, "at": "02:30", "is_active": "on"})

    row = Schedule.objects.get()
    assert (row.scope, row.every) == ({"tags": ["stock", "money"]}, None)
    assert row.at.isoformat() == "02:30:00"
    assert timezone.now() < row.next_due < timezone.now() + timedelta(hours=25)
    logged = AuditEntry.objects.get(operation="schedule")
    assert logged.message == "added: check_consistency, every day at 02:30"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Fill in one of the two"),
        ({"span": "5m", "at": "02:30"}, "Fill in one of the two"),
        ({"span": "0s"}, "is not a time span"),
        ({"span": "5m", "options": "--socks"}, "unrecognized arguments: --socks"),
        ({"span": "5m", "options": "--report faults.csv"}, "unrecognized arguments"),
        ({"span": "5m", "options": "'open"}, "No closing quotation"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(owner, fields, sentence):
    values = {"operation": "check_consistency", "is_active": "on", **fields}

    page = owner.post(reverse(ADD), values)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Schedule.objects.exists()


def test_a_removed_schedule_leaves_its_runs_and_a_word_in_the_log(owner):
    row = schedule()
    scheduling.look()

    page = reverse("admin:database_schedule_delete", args=[row.pk])
    owner.post(page, {"post": "yes"})

    assert not Schedule.objects.exists()
    assert OperationRun.objects.get().schedule is None
    assert AuditEntry.objects.get(operation="schedule").message.startswith("removed: ")

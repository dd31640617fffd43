"""Schedules: what is due is put once, what was missed is said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from database.models import AuditEntry, OperationRun, OutboxMessage, Schedule
from database.ops.command import Result
from database.queue import outbox
from database.runs import scheduling
from database.runs.report import schedules
from tests.commands.calling import call

pytestmark = pytest.mark.django_db


def schedule(**values) -> Schedule:
    """Return a schedule that has been due for a second."""
    due = timezone.now() - timedelta(seconds=1)
    values = {"operation": "planted", "every": 300, "next_due": due} | values
    return Schedule.objects.create(**values)


def test_what_is_due_is_put_once_and_then_carried_out(operate):
    done = []

    def run(**options) -> Result:
        done.append(options["size"])
        return Result(verdict="Well.")

    operate(run)
    row = schedule(scope={"size": "7"})

    counts = [scheduling.look(), scheduling.look()]
    outbox.deliver_due(lane="ops")

    run = OperationRun.objects.get()
    assert (counts, done) == ([1, 0], [7])
    assert (run.state, run.schedule, run.by) == ("done", row, "schedule")
    assert run.due_at == row.next_due
    row.refresh_from_db()
    assert row.next_due == run.due_at + timedelta(seconds=300)
    # Who did what is for people; a schedule's run is a row of its own.
    assert not AuditEntry.objects.filter(operation="planted").exists()


def test_what_is_switched_off_or_unknown_is_not_put():
    schedule(is_active=False)
    schedule(operation="socks")

    assert scheduling.look() == 0
    assert not OutboxMessage.objects.exists()


def test_a_worker_of_a_crontab_looks_too(operate):
    operate()
    schedule()

    envelope, code = call("deliver_outbox", "--lane", "ops")

    assert (code, envelope["data"]["delivered"]) == (0, 1)


def ids() -> list[str]:
    return [finding.id for finding in schedules().findings]


def test_what_was_left_out_is_a_finding(operate):
    operate()
    row = schedule(next_due=timezone.now() - timedelta(hours=1))

    scheduling.look()

    row.refresh_from_db()
    (finding,) = schedules().findings
    assert (finding.id, finding.measured, row.missed) == ("schedule.missed", 11, 11)


def test_what_nobody_carries_out_is_a_finding(operate):
    operate()
    schedule(next_due=timezone.now() - timedelta(minutes=10))

    (finding,) = schedules().findings

    assert finding.id == "schedule.overdue"
    assert finding.measured >= 600
    assert finding.command == "manage.py deliver_outbox --forever"


def test_what_failed_or_does_not_exist_is_a_finding(operate):
    def run(**options) -> Result:
        raise LookupError("a sock")

    operate(run)
    schedule()
    schedule(operation="socks", next_due=timezone.now() + timedelta(hours=1))
    scheduling.look()
    outbox.deliver_due(lane="ops")

    assert sorted(ids()) == ["schedule.failed", "schedule.unknown"]


def test_a_schedule_that_is_switched_off_is_no_finding():
    schedule(operation="socks", is_active=False)

    assert ids() == []


def test_the_usual_schedules_are_added_once(vendor):
    wanted = ["archive_orders", "check_consistency", "expire_orders"]
    # Only PostgreSQL keeps tables by months.
    wanted += ["partitions"] if vendor == "postgresql" else []
    wanted += ["purge_baskets", "tidy"]

    first, _code = call("schedules", "--add")
    second, _code = call("schedules", "--add")

    assert sorted(first["data"]["added"]) == wanted
    assert second["data"]["added"] == []
    assert Schedule.objects.count() == len(wanted)
    assert not Schedule.objects.filter(next_due__lte=timezone.now()).exists()

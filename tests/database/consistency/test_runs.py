"""The checks of runs and schedules: silent on what we write, and they name the rest."""

from datetime import timedelta

import pytest
from django.utils import timezone

from database.consistency.generic import run_checks
from database.models import OperationFinding, OperationRun, Schedule
from database.queue import outbox
from database.runs import jobs, scheduling

pytestmark = pytest.mark.django_db


def found() -> dict[str, list[str]]:
    """Return what the checks of runs find: the names of the rows by the check."""
    findings = run_checks(tags=["runs"]).findings
    return {finding.id: finding.object for finding in findings}


def a_schedule(**values) -> Schedule:
    due = timezone.now() - timedelta(seconds=1)
    values = {"operation": "tidy", "every": 300, "next_due": due, **values}
    return Schedule.objects.create(**values)


def test_what_pages_schedules_and_workers_write_is_consistent():
    a_schedule()
    jobs.put("show_config", {})
    scheduling.look()
    assert found() == {}

    outbox.deliver_due(lane="ops")

    assert set(OperationRun.objects.values_list("state", flat=True)) == {"done"}
    assert found() == {}


def test_a_run_that_everybody_forgot_is_named():
    yesterday = timezone.now() - timedelta(hours=25)
    run = OperationRun.objects.create(operation="tidy", seen_at=yesterday)

    assert found() == {"database.open_run": [str(run.pk)]}


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done"},
        {"state": "waiting", "is_job": True, "alone_as": "tidy"},
        {"state": "running", "alone_as": "tidy"},
    ],
)
def test_a_run_that_contradicts_itself_is_named(values):
    run = OperationRun.objects.create(operation="tidy", **values)

    assert found() == {"database.run": [str(run.pk)]}


def test_a_finding_before_the_end_is_named():
    run = OperationRun.objects.create(operation="tidy")
    OperationFinding.objects.create(run=run, finding_id="x", severity="warning")

    assert found() == {"database.run_finding": [str(run.pk)]}


def test_a_schedule_that_comes_again_to_what_was_put_is_named():
    row = a_schedule()
    jobs.put("tidy", {}, schedule=row, due_at=row.next_due)

    assert found() == {"database.schedule": ["tidy"]}

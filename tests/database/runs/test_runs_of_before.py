"""The runs of the data checks came along from the tables of the version before."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from database.models import OperationRun
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
migration = import_module("database.migrations.0009_runs_of_before")
EDITOR = SimpleNamespace(connection=connection)


@pytest.fixture
def before() -> Any:
    """Return the models as they were."""
    loader = MigrationExecutor(connection).loader
    names = [("database", "0007_runs"), ("accounts", "0007_mail_recipient_folded")]
    return loader.project_state(names).apps


def test_runs_and_their_findings_come_along_once(before):
    runs = before.get_model("database", "ConsistencyRun").objects
    ended = timezone.now() - timedelta(days=1)
    example = {"object": "MUG-1", "detail": "77, should be 2", "model": "shop.Product"}
    old = runs.create(
        state="done",
        status="warning",
        tags=["shop"],
        repairs=True,
        seen_at=ended,
        done=6,
        total=6,
        seconds=2.5,
        faults=1,
        message="Not consistent: 1 fault",
        actor_label="manage.py check_consistency",
    )
    old.findings.create(
        check_id="shop.sales_count",
        severity="warning",
        message="Wrong.",
        count=1,
        mendable=1,
        examples=[example],
    )
    runs.create(state="running")

    for _number in range(2):
        migration.copy_runs(before, EDITOR)

    run = OperationRun.objects.get(pk=old.pk)
    finding = run.findings.get()
    assert OperationRun.objects.count() == 2
    assert (run.operation, run.scope) == (
        "check_consistency",
        {"tags": ["shop"], "fix": True},
    )
    assert (run.status, run.seconds, run.verdict) == ("warning", 2.5, old.message)
    assert (run.created_at, run.by) == (old.created_at, "manage.py check_consistency")
    assert (finding.finding_id, finding.object, finding.measured) == (
        "shop.sales_count",
        ["MUG-1"],
        1,
    )
    assert run.figures["checks"][0]["examples"] == [example]
    assert OperationRun.objects.exclude(pk=old.pk).get().state == "lost"


def test_who_had_a_right_has_the_one_in_its_place(before):
    kind = ContentType.objects.create(app_label="database", model="consistencyrun")
    old = Permission.objects.create(
        codename="run_consistencyrun", name="x", content_type=kind
    )
    group, person, other = Group.objects.create(name="it"), UserFactory(), UserFactory()
    group.permissions.add(old)
    person.user_permissions.add(old)

    migration.copy_rights(before, EDITOR)

    assert group.permissions.filter(codename="run_checks").exists()
    assert person.user_permissions.filter(codename="run_checks").exists()
    assert not other.user_permissions.exists()

"""What a run did is taken back from its page, where its operation says how."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from database.models import OperationRun

pytestmark = pytest.mark.django_db


def page_of(run: OperationRun) -> str:
    return reverse("admin:database_operationrun_change", args=[run.pk])


@pytest.mark.parametrize(
    ("name", "scope", "back"),
    [
        ("replica_report", {"out": "replica1"}, {"in": "replica1"}),
        ("replica_report", {"in": "replica1"}, {"out": "replica1"}),
        ("pool_report", {"resize": "2:8"}, {"resize": "default"}),
        ("pool_report", {"resize": "default"}, None),
        ("pool_report", {"kill_idle": True}, None),
    ],
)
def test_a_run_offers_what_takes_it_back_and_asks_for_just_that(
    owner, name, scope, back
):
    done = OperationRun.objects.create(
        operation=name, scope=scope, state="done", status="ok"
    )

    shown = owner.get(page_of(done)).content.decode()

    assert ("Take it back" in shown) == bool(back)
    for option, value in (back or {}).items():
        button = f'type="submit" name="{option}" value="{value}"'
        assert button in " ".join(shown.split())
        owner.post(reverse(f"admin:ops_{name}"), back)
        asked = OperationRun.objects.exclude(pk=done.pk).get()
        assert (asked.operation, asked.scope) == (name, back)


def test_a_run_that_is_under_way_or_seen_by_who_may_not_act_offers_no_way_back(
    owner, as_role, django_user_model
):
    scope = {"resize": "2:8"}
    done, waiting = (
        OperationRun.objects.create(
            operation="pool_report", scope=scope, state=state, status="ok"
        )
        for state in ("done", "waiting")
    )
    viewer = as_role("catalogue")
    user = django_user_model.objects.get(pk=viewer.session["_auth_user_id"])
    user.user_permissions.add(Permission.objects.get(codename="view_ops"))

    assert "Take it back" not in owner.get(page_of(waiting)).content.decode()
    assert "Take it back" not in viewer.get(page_of(done)).content.decode()

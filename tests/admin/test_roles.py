"""The table of roles: every name in it exists, and nothing of ours was forgotten."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from orders.roles import (
    EVERYTHING,
    OWNERS_ALONE,
    ROLES,
    VERBS,
    known_permissions,
    make_roles,
)
from tests.admin.conftest import member

pytestmark = pytest.mark.django_db

OURS = ("accounts", "database", "orders", "shop")


def granted() -> set[str]:
    """Return what any role but the owner's holds."""
    return {name for wanted in ROLES.values() for name in wanted} - {EVERYTHING}


def permissions_of_our_own() -> set[str]:
    """Return the permissions that models declare beside Django's four."""
    return {
        f"{model._meta.app_label}.{codename}"
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for codename, _text in model._meta.permissions
    }


def test_every_permission_of_the_table_exists():
    unknown = (granted() | set(OWNERS_ALONE)) - known_permissions().keys()

    assert unknown == set()


def test_every_permission_of_our_own_was_given_a_thought():
    assert permissions_of_our_own() - granted() == set(OWNERS_ALONE)


def test_no_role_but_the_owners_touches_accounts_of_staff_or_roles():
    keys = {f"auth.{verb}_group" for verb in VERBS} | set(OWNERS_ALONE)

    assert granted() & keys == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_member_may_do_what_the_table_says_and_nothing_else(role):
    wanted = set(known_permissions()) if role == "owner" else set(ROLES[role])

    assert member(role).get_all_permissions() == wanted


def test_the_roles_are_there_after_migrating_twice():
    Group.objects.get(name="support").permissions.clear()
    make_roles()
    make_roles()

    assert Group.objects.get(name="support").permissions.count() == len(
        ROLES["support"]
    )
    assert Group.objects.filter(name__in=ROLES).count() == 6


def test_a_shop_may_give_a_role_more_and_keeps_it():
    extra = known_permissions()["orders.view_reports"]
    Group.objects.get(name="support").permissions.add(extra)

    make_roles()

    assert member("support").has_perm("orders.view_reports")

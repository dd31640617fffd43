"""The rows of the audit log were called operations by the version before."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from database.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
migration = import_module("database.migrations.0010_audit_entry")
EDITOR = SimpleNamespace(connection=connection)
SEES = "database.view_auditentry"


def test_the_table_keeps_its_name_for_processes_of_the_version_before():
    assert AuditEntry._meta.db_table == "database_operation"


def test_who_saw_the_log_sees_it_by_its_new_name():
    kind, _made = ContentType.objects.get_or_create(
        app_label="database", model="auditentry"
    )
    old = Permission.objects.create(
        codename="view_operation", content_type=kind, name="Can view operation"
    )
    role, alone, other = (
        Group.objects.create(name="night"),
        UserFactory(),
        UserFactory(),
    )
    role.permissions.add(old)
    alone.user_permissions.add(old)

    migration.copy_right(apps, EDITOR)

    assert role.permissions.filter(codename="view_auditentry").count() == 1
    assert role.permissions.filter(codename="view_operation").count() == 1
    assert (alone.has_perm(SEES), other.has_perm(SEES)) == (True, False)

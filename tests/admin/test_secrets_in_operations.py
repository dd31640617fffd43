"""What ops see holds nothing that opens somebody's account, order or mailbox."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from database.consistency.operation import CHECK_CONSISTENCY
from database.models import OperationRun
from database.monitoring.sessions import sessions
from database.ops.operation import operations
from database.runs.writing import recorded
from tests.admin.access_table import ROLES
from tests.admin.conftest import member
from tests.factories import StaffFactory

NAMES = list(operations)
LISTS = ("auditentry", "outboxmessage", "operationrun")
GUEST_KEY = "Frw3-key-of-a-guest-9Xc"


@pytest.fixture
def secrets(client: Any) -> dict[str, str]:
    """Let an owner log in and work; return what nobody else may see."""
    owner = StaffFactory(email="owner.at.work@kontor-secret.test")
    client.force_login(owner)
    client.get(reverse("admin:index"))
    return {
        "session key": client.session.session_key,
        "password hash": owner.password,
        "e-mail address": owner.email,
        "guest's key": GUEST_KEY,
    }


@pytest.fixture
def statements(secrets: dict[str, str]) -> Iterator[None]:
    """Leave sessions whose last statement holds a secret, one of them blocking."""
    known = connection.get_connection_params()
    known.pop("cursor_factory", None)
    known.pop("context", None)
    opened = [
        psycopg.connect(**known, cursor_factory=psycopg.ClientCursor) for _ in secrets
    ]
    for other, secret in zip(opened, secrets.values(), strict=True):
        other.execute("SELECT %s::text", [secret])
    yield
    for other in opened:
        other.close()


def answers(role: str, client: Any) -> Iterator[tuple[str, str]]:
    """Return (address, text) of everything about operations that the role may open."""
    client.force_login(member(role))
    for name in NAMES:
        page = reverse(f"admin:ops_{name}")
        for address in (page, f"{page}?format=json"):
            yield address, client.get(address).content.decode()
    for name in LISTS:
        address = reverse(f"admin:database_{name}_changelist")
        yield address, client.get(address).content.decode()
    for run in OperationRun.objects.all():
        address = reverse("admin:database_operationrun_change", args=[run.pk])
        yield address, client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.postgresql
def test_the_server_shows_the_values_to_whoever_asks_it(secrets, statements):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(query, ' ') FROM pg_stat_activity")
        (shown,) = cursor.fetchone()

    assert [name for name, secret in secrets.items() if secret not in shown] == []


@pytest.mark.django_db
@pytest.mark.postgresql
def test_nobody_who_asks_for_sessions_sees_a_value(secrets, statements):
    shown = [session.query for session in sessions(using="default")]

    assert shown.count("SELECT ?::text") == len(secrets)
    assert not [s for s in secrets.values() if any(s in query for query in shown)]


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(
    "role", [role for role in ROLES if role not in {"anonymous", "customer"}]
)
def test_no_role_finds_a_secret_in_an_operation(role, secrets, statements, client):
    recorded(CHECK_CONSISTENCY, CHECK_CONSISTENCY.with_defaults())

    found = [
        (address, name)
        for address, text in answers(role, client)
        for name, secret in secrets.items()
        if secret in text
    ]

    assert found == []

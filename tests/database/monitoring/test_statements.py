"""A statement that takes too long is found in the log, without anybody's values."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.urls import path

from accounts.models import User
from database.monitoring.statements import time_statement
from database.monitoring.work import working

pytestmark = pytest.mark.django_db
EMAIL = "somebody@example.org"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    """Return a function that gives the lines about slow statements."""
    caplog.set_level("WARNING", logger="database.slow")
    return lambda: [line.msg for line in caplog.records if line.name == "database.slow"]


def slow_view(request: Any) -> Any:
    return list(User.objects.filter(email=EMAIL, username="it's me")) or 1 / 0


urlpatterns = [path("slow/", slow_view, name="slow")]


def test_a_slow_statement_leaves_a_warning_with_view_line_shape_and_time(
    settings, client, logged
):
    settings.SLOW_QUERY_THRESHOLD, settings.ROOT_URLCONF = 0, __name__
    client.raise_request_exception = False

    client.get("/slow/")

    (line,) = [one for one in logged() if "accounts_user" in one["shape"]]
    assert line["level"] == "warning"
    assert line["view"] == "slow"
    assert line["line"].startswith("tests/database/monitoring/test_statements.py:")
    assert line["shape"].startswith("SELECT ")
    assert line["seconds"] >= 0
    assert line["database"] == "default"
    assert EMAIL not in str(logged())


def test_a_value_written_into_the_statement_is_left_out(settings, logged):
    settings.SLOW_QUERY_THRESHOLD = 0

    with working("job"), connection.cursor() as cursor:
        cursor.execute(f"SELECT '{EMAIL}', 12345")

    (line,) = logged()
    assert line["view"] == "job"
    assert line["shape"] == "SELECT ?, ?"


def test_a_statement_that_fails_late_is_logged_too(settings, logged):
    settings.SLOW_QUERY_THRESHOLD = 0

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")

    assert [line["shape"] for line in logged()] == ["SELECT nothing FROM nowhere"]


def test_a_quick_statement_leaves_none(settings, logged):
    settings.SLOW_QUERY_THRESHOLD = 60

    User.objects.exists()

    assert logged() == []


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_opened_within_a_wrapped_block_is_timed_afterwards():
    def pass_on(execute, *args):
        return execute(*args)

    connection.close()
    with connection.execute_wrapper(pass_on):
        User.objects.exists()

    assert time_statement in connection.execute_wrappers
    assert pass_on not in connection.execute_wrappers

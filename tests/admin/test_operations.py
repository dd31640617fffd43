"""Every operation is a function, a command, a page and JSON, with one answer.

The registry is walked: who registers an operation and forgets a view fails here.
"""

import json
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command, get_commands
from django.urls import reverse
from django.utils import timezone

from database import outbox
from database.audit import Operation as LogRow
from database.back_office import operations as pages
from database.commands import Finding, Result, Table
from database.errors import NotSupported
from database.models import MetricSample, OutboxMessage
from database.monitoring import system_report
from database.monitoring.operations import Operation, Option, Series, operations
from database.monitoring.sampling import sample_operations
from tests.commands.calling import call

pytestmark = pytest.mark.django_db
NAMES = list(operations)


def page(name: str) -> str:
    return reverse(f"admin:ops_{name}")


@pytest.fixture(scope="module")
def machine() -> system_report.Machine:
    """Look at the machine once: it takes half a second."""
    return system_report.look_at_the_machine(Path.cwd())


@pytest.fixture(autouse=True)
def one_look_at_the_machine(monkeypatch, machine) -> None:
    """Let two looks see the same: how busy the machine is changes meanwhile."""
    monkeypatch.setattr(system_report, "look_at_the_machine", lambda _folder: machine)


@pytest.fixture
def planted(monkeypatch) -> Operation:
    """Put an operation in the place of `pool_report` that finds one fault."""

    def run(*, using: str, size: int = 2, mend: str = "") -> Result:
        if size == 13:
            raise NotSupported("This engine has no thirteen.")
        return Result(
            data={"size": size, "mend": mend},
            findings=[Finding("planted.fault", "warning", "it", "It is broken <b>.")],
            verdict=f"Size {size}, mended {mend!r}.",
            tables=[Table("Things", ["Name", "Count"], [["one & two", 12345]])],
        )

    operation = Operation(
        name="pool_report",
        title="Planted",
        description="A planted operation.",
        run=run,
        options=(
            Option("size", label="Size", help="A number.", kind=int, default=2),
            Option("mend", label="Mend it", help="What.", acts=True),
        ),
        series=(Series("size", "size"),),
        measure=lambda result: {"size": result.data["size"]},
    )
    operations.load()
    monkeypatch.setitem(operations._items, "pool_report", operation)
    return operation


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_has_a_command_of_its_name(name):
    module = import_module(f"{get_commands()[name]}.management.commands.{name}")

    assert module.Command.operation == name
    assert module.Command().schema == f"{name}/1"


@pytest.mark.parametrize("name", NAMES)
def test_page_and_command_answer_with_the_same_schema_and_findings(name, owner):
    from_shell, _code = call(name, "--fail-on", "never")

    from_page = owner.get(page(name), {"format": "json"}).json()

    assert from_page["schema"] == from_shell["schema"] == f"{name}/1"
    assert from_page["status"] == from_shell["status"]
    assert set(from_page) == set(from_shell)
    assert set(from_page["data"]) == set(from_shell["data"])
    assert {f["id"] for f in from_page["findings"]} == {
        f["id"] for f in from_shell["findings"]
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_the_command_to_copy(name, owner):
    response = owner.get(page(name))

    assert response.status_code == 200
    assert f"manage.py {name}" in response.content.decode()


def test_a_page_shows_findings_tables_and_the_command_with_its_options(owner, planted):
    text = owner.get(page("pool_report"), {"size": 5}).content.decode()

    assert "It is broken &lt;b&gt;." in text
    assert "one &amp; two" in text
    assert "12,345" in text
    assert "manage.py pool_report --size 5" in text


def test_a_wrong_value_is_a_sentence_on_the_page(owner, planted):
    response = owner.get(page("pool_report"), {"size": "many"})

    assert response.status_code == 200
    assert "--size cannot be &#x27;many&#x27;. A number." in response.content.decode()


def test_what_the_engine_cannot_do_is_said_on_the_page(owner, planted):
    got = owner.get(page("pool_report"), {"size": 13, "format": "json"}).json()

    assert got["status"] == "unsupported"
    assert got["data"] == {"message": "This engine has no thirteen."}


def test_a_deed_is_queued_and_logged(
    owner, planted, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = owner.post(page("pool_report"), {"mend": "all of it"}, follow=True)

    text = response.content.decode()
    assert "is queued" in text
    assert "none has ever been heard of" in text
    # Nothing that a button starts is done by the process that serves the page.
    assert not LogRow.objects.filter(operation="pool_report").exists()
    assert outbox.deliver_due(lane="ops") == (1, 0)
    row = LogRow.objects.get(operation="pool_report")
    assert row.message == "Size 2, mended 'all of it'."
    assert row.details["value"] == "all of it"


def test_who_may_only_look_gets_no_deed(as_role, planted, django_user_model):
    from django.contrib.auth.models import Permission

    viewer = as_role("catalogue")
    user = django_user_model.objects.get(pk=viewer.session["_auth_user_id"])
    user.user_permissions.add(Permission.objects.get(codename="view_ops"))

    assert "Mend it" not in viewer.get(page("pool_report")).content.decode()
    assert viewer.post(page("pool_report"), {"mend": "1"}).status_code == 403
    assert not OutboxMessage.objects.exists()


def test_a_sample_is_taken_once_a_minute_and_charted(owner, planted, monkeypatch):
    others = [name for name in operations if name != "pool_report"]
    for name in others:
        monkeypatch.delitem(operations._items, name)

    sample_operations()
    sample_operations()

    assert list(MetricSample.objects.values_list("series", "value")) == [
        ("pool_report.size", 2.0)
    ]
    chart = pages._chart(planted)
    assert json.loads(chart["data"])["datasets"][0]["data"] == [2.0]


def test_a_page_costs_the_same_however_many_samples(
    owner, planted, django_assert_max_num_queries
):
    sample_operations()

    with django_assert_max_num_queries(12):
        owner.get(page("pool_report"))


def test_a_terminal_shows_tables_and_findings(planted, capsys: Any):
    call_command("pool_report", "--fail-on", "never")

    text = capsys.readouterr().out
    assert "one & two" in text
    assert "12,345" in text
    assert "planted.fault: It is broken <b>." in text
    assert text.endswith("Size 2, mended None.\n")


@pytest.mark.sqlite
def test_what_an_engine_cannot_serve_has_no_buttons(owner):
    shown = owner.get(page("replica_report")).content.decode()

    assert "there is no replica" in shown
    assert "Change something" not in shown


def test_tidying_is_looked_at_on_the_page_and_done_by_a_worker(owner):
    then = timezone.now() - timedelta(days=400)
    OutboxMessage.objects.create(kind="mail", key="old", done_at=then)

    shown = owner.get(page("tidy")).content.decode()
    assert "Tidy now" in shown
    assert "manage.py tidy --dry-run" in shown
    owner.post(page("tidy"), {"remove": "1"})
    assert OutboxMessage.objects.filter(key="old").exists()

    assert outbox.deliver_due(lane="ops") == (1, 0)
    assert not OutboxMessage.objects.filter(key="old").exists()
    assert LogRow.objects.filter(operation="tidy").count() == 2

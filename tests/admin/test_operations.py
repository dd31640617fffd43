"""Every operation is a function, a command, a page and JSON, with one answer.

The registry is walked: who registers an operation and forgets a view fails here.
"""

import json
import re
from contextlib import nullcontext, suppress
from datetime import timedelta
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.urls import reverse
from django.utils import timezone

from database.audit.log import AuditEntry
from database.back_office import answers
from database.errors import NotSupported
from database.metrics.exposition import exposition
from database.models import MetricSample, OperationRun, OutboxMessage
from database.monitoring import system_report
from database.monitoring.sampling import sample_operations
from database.ops.command import Finding, Result, Table
from database.ops.operation import Operation, Option, Series, operations
from database.queue import outbox
from orders.proving import rounds
from orders.proving.buyers import Tally
from tests.commands.calling import call
from tests.factories import UserFactory
from tests.support.orders_files import row, write

pytestmark = pytest.mark.django_db
NAMES = list(operations)
# Those whose page shows the last run, and those whose page looks.
KEPT = [n for n in NAMES if operations[n].long or operations[n].shell_only]
LIVE = [n for n in NAMES if n not in KEPT]


def page(name: str) -> str:
    return reverse(f"admin:ops_{name}")


def page_of(run: OperationRun) -> str:
    return reverse("admin:database_operationrun_change", args=[run.pk])


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


def looked_at(name: str) -> dict[str, Any]:
    """Call the command as its page does: without changing anything."""
    entry = operations[name]
    # Without a step that is chosen there is nothing to try, and it changes nothing.
    dry = ["--dry-run"] if entry.has_dry_run and name != "partitions" else []
    return call(name, *dry, "--fail-on", "never")[0]


@pytest.mark.parametrize("name", LIVE)
def test_page_and_command_answer_with_the_same_schema_and_findings(name, owner):
    from_shell = looked_at(name)

    from_page = owner.get(page(name), {"format": "json"}).json()

    assert from_page["schema"] == from_shell["schema"] == f"{name}/1"
    assert from_page["status"] == from_shell["status"]
    assert set(from_page) == set(from_shell)
    assert set(from_page["data"]) == set(from_shell["data"])
    assert {f["id"] for f in from_page["findings"]} == {
        f["id"] for f in from_shell["findings"]
    }


@pytest.mark.parametrize("name", KEPT)
def test_a_page_that_shows_the_last_run_has_nothing_before_it(name, owner):
    response = owner.get(page(name), {"format": "json"})

    assert (response.status_code, response.json()["status"]) == (404, "error")
    assert response.json()["data"] == {"message": "It never ran."}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", KEPT)
def test_a_page_that_shows_the_last_run_gives_its_json(name, arguments, owner):
    from_shell, _code = call(name, *arguments[name], "--fail-on", "never")

    from_page = owner.get(page(name), {"format": "json"}).json()

    assert from_page["schema"] == f"{name}/1"
    assert {**from_page, "at": 0} == {**from_shell, "at": 0}


@pytest.fixture
def arguments(tmp_path, monkeypatch) -> dict[str, list[Any]]:
    """Return what each command that cannot be looked at needs to do a little."""
    UserFactory(username="ada")
    file = write(tmp_path / "sales.csv", row("1", sku="A", quantity="2"))
    crowd = Mock()
    crowd.race.return_value = [Tally(sold=1, orders=1)]
    monkeypatch.setattr(rounds, "crowd", lambda *_names: nullcontext(crowd))
    monkeypatch.setattr(rounds, "scratch_database", lambda _name: nullcontext("here"))
    return {
        "check_consistency": ["--check", "orders.total"],
        "deliver_outbox": ["--lane", "mail"],
        "import_orders": [file],
        "prove_no_oversell": ["--buyers", 1, "--units", 1, "--rounds", 1],
        "reset_second_factor": ["ada"],
    }


def test_the_two_kinds_are_all_there_is(arguments):
    assert sorted([*LIVE, *KEPT]) == sorted(NAMES)
    assert set(arguments) == set(KEPT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_every_command_leaves_a_run_that_its_page_and_the_metrics_show(
    name, arguments, owner
):
    if name in KEPT:
        envelope, _code = call(name, *arguments[name], "--fail-on", "never")
    else:
        envelope = looked_at(name)
    run = OperationRun.objects.get()

    shown = owner.get(page(name)).content.decode()
    metrics = exposition().decode()

    assert (run.operation, run.status) == (name, envelope["status"])
    assert run.by == f"manage.py {name}"
    assert [f.finding_id for f in run.findings.order_by("position")] == [
        finding["id"] for finding in envelope["findings"]
    ]
    assert page_of(run) in shown
    assert f"manage.py {name}" in shown
    assert owner.get(page_of(run)).status_code == 200
    ended = re.search(
        rf'^kontor_operation_ended_seconds{{operation="{name}"}} (\S+)$', metrics, re.M
    )
    assert float(ended[1]) == pytest.approx(run.ended_at.timestamp(), abs=1)
    assert f'kontor_operation_status{{operation="{name}"}} ' in metrics


@pytest.mark.parametrize("name", NAMES)
def test_no_history_leaves_no_run(name, arguments):
    dry = ["--dry-run"] if operations[name].has_dry_run and name in LIVE else []
    with suppress(CommandError):
        call(name, *arguments.get(name, []), *dry, "--no-history", "--fail-on", "never")

    assert not OperationRun.objects.exists()


def test_every_operation_is_told_of_before_it_ran():
    text = exposition().decode()

    for name in NAMES:
        assert f'kontor_operation_ended_seconds{{operation="{name}"}} 0.0' in text


BUTTONS = [n for n in NAMES if operations[n].has_button]


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_asks_a_worker_who_does_it(name, owner):
    response = owner.post(page(name), {"run": "1"})
    run = OperationRun.objects.get()
    assert (response.url, run.state) == (page_of(run), "waiting")

    outbox.deliver_due(lane="ops", limit=1)

    run.refresh_from_db()
    expected = {"done"} if run.status != "unsupported" else {"failed"}
    assert ({run.state}, run.by) == (expected, str(run.actor))


@pytest.mark.parametrize("name", [n for n in NAMES if operations[n].shell_only])
def test_what_is_for_a_shell_has_no_button(name, owner):
    shown = owner.get(page(name)).content.decode()

    response = owner.post(page(name), {"run": "1"}, follow=True)

    assert str(operations[name].shell_only).split(",")[0] in unescape(shown)
    assert "You chose nothing" in response.content.decode()
    assert not OutboxMessage.objects.exists()


def test_the_list_of_operations_names_each_with_its_last_run(owner):
    call("show_config", "--fail-on", "never")

    shown = owner.get(reverse("admin:operations")).content.decode()

    assert [name for name in NAMES if page(name) not in shown] == []
    assert page_of(OperationRun.objects.get()) in shown


def test_the_operational_commands_are_registered():
    """All of ours but two: `report` answers what was sold, `seed_demo` makes a demo."""
    ours = {
        name
        for name, app in get_commands().items()
        if app in {"accounts", "database", "orders", "shop"}
    }

    assert ours - set(NAMES) == {"report", "seed_demo", "migrate"}


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
    run = OperationRun.objects.get()
    assert response.redirect_chain == [(page_of(run), 302)]
    assert "is queued" in text
    assert "none has ever run" in text
    # Nothing that a button starts is done by the process that serves the page.
    assert not AuditEntry.objects.filter(operation="pool_report").exists()
    assert outbox.deliver_due(lane="ops") == (1, 0)
    row = AuditEntry.objects.get(operation="pool_report")
    assert row.message == "Size 2, mended 'all of it'."
    assert row.details["options"] == {"mend": "all of it"}
    run.refresh_from_db()
    assert (run.state, run.status, run.finding_count) == ("done", "warning", 1)
    assert run.figures == {"size": 2, "mend": "all of it"}


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
    chart = answers.chart(planted)
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
    assert "Run now" in shown
    assert "It cannot be undone." in shown
    assert "manage.py tidy --dry-run" in shown
    owner.post(page("tidy"), {"run": "1"})
    assert OutboxMessage.objects.filter(key="old").exists()

    assert outbox.deliver_due(lane="ops") == (1, 0)
    assert not OutboxMessage.objects.filter(key="old").exists()
    assert AuditEntry.objects.filter(operation="tidy").count() == 2

"""The base of every command: exit codes, the envelope, silence."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError

from database.context import current_actor
from database.errors import KontorError, NotSupported
from database.ops.command import (
    Finding,
    OpsCommand,
    Refused,
    Result,
    Table,
    Unavailable,
    UsageError,
)

NOTE = Finding("a.note", "warning", "here", "Something is odd.", measured=3)
ALARM = Finding("a.alarm", "critical", ["x", "y"], "Something is wrong.", fix="Act.")


def run(outcome, *arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and the message of a command."""

    class Command(OpsCommand):
        schema = "probe/1"

        def run(self, **options) -> Result:
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome() if callable(outcome) else outcome

    out = StringIO()
    try:
        call_command(Command(), *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


@pytest.mark.parametrize(
    ("outcome", "code", "status"),
    [
        (Result(verdict="Fine."), 0, "ok"),
        (Result(findings=[NOTE]), 1, "warning"),
        (Result(findings=[NOTE, ALARM]), 1, "critical"),
        (UsageError("Both --all and --one."), 2, "error"),
        (NotSupported("SQLite has no replicas."), 3, "unsupported"),
        (OperationalError("connection refused"), 4, "error"),
        (InterfaceError("connection already closed"), 4, "error"),
        (OperationalError("database is locked"), 5, "error"),
        (IntegrityError("UNIQUE constraint failed"), 5, "error"),
        (KontorError("It cannot be done."), 5, "error"),
        (ZeroDivisionError("division by zero"), 5, "error"),
        (Unavailable("pg_dump is not installed."), 4, "error"),
        (KeyboardInterrupt(), 5, "error"),
        (Refused("This would delete orders."), 6, "error"),
    ],
)
def test_exit_codes_and_the_status_of_the_envelope(outcome, code, status):
    exit_code, out, _message = run(outcome, "--json")

    assert exit_code == code
    assert json.loads(out)["status"] == status


@pytest.mark.parametrize("error", [NotSupported, Refused, Unavailable])
def test_why_it_was_not_done_stands_in_the_envelope(error):
    _code, out, message = run(error("This is why."), "--json")

    assert json.loads(out)["data"] == {"message": "This is why."}
    assert message == "This is why."


def test_the_envelope_is_one_object_with_the_names_of_the_contract(vendor):
    _code, out, _message = run(Result(data={"rows": 2}, findings=[ALARM]), "--json")

    envelope = json.loads(out)
    assert list(envelope) == [
        "schema",
        "at",
        "database",
        "engine",
        "status",
        "findings",
        "data",
    ]
    assert (envelope["schema"], envelope["database"]) == ("probe/1", "default")
    assert (envelope["engine"], envelope["data"]) == (vendor, {"rows": 2})
    assert list(envelope["findings"][0]) == [
        "id",
        "severity",
        "object",
        "message",
        "measured",
        "threshold",
        "fix",
        "command",
    ]


@pytest.mark.parametrize(
    ("fail_on", "finding", "code"),
    [
        ("warning", NOTE, 1),
        ("critical", NOTE, 0),
        ("critical", ALARM, 1),
        ("never", ALARM, 0),
    ],
)
def test_fail_on_decides_from_which_severity_on_the_exit_code_is_1(
    fail_on, finding, code
):
    assert run(Result(findings=[finding]), f"--fail-on={fail_on}")[0] == code


def test_people_read_the_findings_and_the_verdict():
    assert run(Result(verdict="All is well."))[1] == "All is well.\n"
    code, out, message = run(Result(findings=[NOTE], verdict="One thing is odd."))

    assert out == "warning a.note: Something is odd.\n"
    assert (code, message) == (1, "One thing is odd.")


def test_quiet_says_nothing_where_nothing_is_wrong():
    assert run(Result(verdict="All is well."), "--quiet") == (0, "", "")


def test_an_error_is_told_in_the_envelope_too():
    _code, out, message = run(Refused("This would delete orders."), "--json")

    assert json.loads(out)["data"] == {"message": "This would delete orders."}
    assert message == "This would delete orders."


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_an_unknown_database_is_a_usage_error_that_names_the_known(json_too):
    code, _out, message = run(Result(), "--database", "replica7", *json_too)

    assert code == 2
    assert message == "There is no database 'replica7'. Known: default."


def test_a_command_acts_in_its_own_name():
    _code, out, _message = run(
        lambda: Result(data={"actor": current_actor().label}), "--json"
    )

    assert json.loads(out)["data"]["actor"] == "manage.py test_command"


def test_a_command_without_work_says_so():
    with pytest.raises(CommandError, match=r"has no run\(\)"):
        call_command(OpsCommand())


WIDE = Table(
    "Pools",
    ["Process", *(f"Figure number {n}" for n in range(12))],
    [["web vm:1", *range(1000, 1012)]],
)
LONG = "postgresql://kontor:***@db.example:5432/kontor?application_name=kontor-of-us"


@pytest.mark.parametrize("columns", ["60", "80", "120", "200", "400"])
def test_no_heading_and_no_figure_of_a_wide_table_is_cut_off(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)

    out = run(Result(tables=[WIDE]))[1]

    assert "…" not in out
    for text in [*WIDE.columns, "web vm:1", "1,000", "1,011"]:
        assert text in out


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_a_long_word_is_folded_within_its_column_and_nothing_is_lost(
    columns, monkeypatch
):
    monkeypatch.setenv("COLUMNS", columns)
    table = Table("Settings", ["Name", "Value", "Source"], [["URL", LONG, "file"]])

    out = run(Result(tables=[table]))[1]

    lines = out.splitlines()
    value = "".join(
        line.replace("URL", "").replace("file", "").strip() for line in lines
    )
    assert LONG in value
    assert max(map(len, lines)) <= int(columns)
    assert "file" in out


def test_quiet_leaves_out_the_tables_of_every_command():
    assert run(Result(tables=[WIDE]), "--quiet") == (0, "", "")

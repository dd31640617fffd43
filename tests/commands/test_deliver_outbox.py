"""`deliver_outbox`: what the worker of the queue says and how it ends."""

import json
import os
import signal
from datetime import timedelta
from io import StringIO
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from database import outbox
from database.management.commands import deliver_outbox
from database.management.commands.deliver_outbox import stopped_by_signals
from database.monitoring import keeper

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled(handle) -> list[str]:
    notes = []

    def note(text: str) -> None:
        if text == "bad":
            raise ValueError("No such address.")
        notes.append(text)

    handle("note", note)
    return notes


def queue(key: str, text: str) -> None:
    """Leave a message to the worker."""
    outbox.put("note", key=key, text=text, delay=timedelta())


def deliver(*arguments: str) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("deliver_outbox", "--json", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_it_delivers_what_is_due(handled):
    queue("1", "one")
    queue("2", "two")

    code, envelope = deliver("--limit", "1")

    assert (code, handled) == (0, ["one"])
    assert envelope["schema"] == "deliver_outbox/1"
    assert envelope["data"] == {"delivered": 1, "failed": 0, "waiting": 1}


def test_a_failure_is_a_finding_that_names_the_message(handled):
    queue("welcome:ann", "bad")

    code, envelope = deliver()

    assert (code, envelope["status"]) == (1, "warning")
    assert envelope["findings"][0]["object"] == ["welcome:ann"]
    assert envelope["data"] == {"delivered": 0, "failed": 1, "waiting": 1}


def test_people_read_one_line(handled):
    queue("1", "one")
    out = StringIO()

    call_command("deliver_outbox", stdout=out)

    assert out.getvalue() == "Delivered 1, failed 0, waiting 0\n"


@pytest.mark.parametrize("limit", ["0", "-3"])
def test_a_limit_below_one_is_a_usage_error(limit):
    with pytest.raises(CommandError, match="at least 1") as caught:
        call_command("deliver_outbox", f"--limit={limit}")

    assert caught.value.returncode == 2


@pytest.fixture
def served(monkeypatch) -> list[str]:
    """Note what the command makes of its process.

    The process of the tests must not become a server: the keeper's thread of one would
    go on to write its figures into the tables of every test that follows.
    """
    notes: list[str] = []
    monkeypatch.setattr(deliver_outbox, "serve", notes.append)
    monkeypatch.setattr(keeper, "start", lambda: notes.append("kept"))
    return notes


def test_sigterm_ends_it_after_the_message_at_hand(handle, served, monkeypatch):
    seen = []

    def note(text: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        seen.append(text)

    handle("note", note)
    monkeypatch.setattr(outbox, "close_old_connections", lambda: None)
    queue("1", "one")
    queue("2", "two")

    code, envelope = deliver("--forever")

    assert (code, seen, served) == (0, ["one"], ["outbox", "kept"])
    assert envelope["data"] == {"delivered": 1, "failed": 0, "waiting": 1}


def test_signals_are_given_back_at_the_end():
    before = signal.getsignal(signal.SIGTERM)

    with stopped_by_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(1)

    assert signal.getsignal(signal.SIGTERM) is before


def test_a_database_that_is_away_is_waited_for(handled, monkeypatch):
    stop, answers = Event(), iter([OperationalError("gone"), (1, 0)])

    def deliver_due(**options):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        stop.set()
        return answer

    monkeypatch.setattr(outbox, "deliver_due", deliver_due)
    monkeypatch.setattr(outbox, "PAUSE_WITHOUT_DATABASE", 0)
    monkeypatch.setattr(outbox.connection, "close", lambda: None)
    monkeypatch.setattr(outbox, "close_old_connections", lambda: None)

    assert outbox.deliver_forever(stop, limit=1, pause=0) == (1, 0)

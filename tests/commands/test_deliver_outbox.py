"""`deliver_outbox`: what the worker of the queue says and how it ends."""

import json
import os
import signal
from datetime import timedelta
from functools import partial
from io import StringIO
from threading import Event, current_thread

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from database.models import OutboxMessage, WorkerSeen
from database.pools import keeper
from database.queue import outbox, workers
from database.queue.lanes import Lane
from database.runs import worker
from database.runs.worker import stopped_by_signals

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

    code, envelope = deliver("--limit", "1", "--lane", "mail")

    assert (code, handled) == (0, ["one"])
    assert envelope["schema"] == "deliver_outbox/1"
    assert envelope["data"] == {
        "delivered": 1,
        "failed": 0,
        "waiting": 1,
        "given_up": 0,
        "lanes": ["mail"],
        "resting": [],
    }


def test_a_failure_is_a_finding_that_names_the_message(handled):
    queue("welcome:ann", "bad")

    code, envelope = deliver("--lane", "mail")

    assert (code, envelope["status"]) == (1, "warning")
    assert envelope["findings"][0]["object"] == ["welcome:ann"]
    assert (envelope["data"]["failed"], envelope["data"]["waiting"]) == (1, 1)


def test_people_read_one_line(handled):
    queue("1", "one")
    out = StringIO()

    call_command("deliver_outbox", "--lane", "mail", stdout=out)

    assert out.getvalue() == "Delivered 1, failed 0, waiting 0\n"


def test_what_was_given_up_is_a_finding_and_does_not_wait(handled):
    queue("k", "one")
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS)

    code, envelope = deliver("--lane", "mail")

    assert (code, handled) == (1, [])
    found = [(f["id"], f["object"], f["measured"]) for f in envelope["findings"]]
    assert found == [("outbox.given_up", ["k"], 1)]
    assert (envelope["data"]["waiting"], envelope["data"]["given_up"]) == (0, 1)


def test_a_lane_is_left_alone_where_another_was_asked_for(handled):
    queue("1", "one")

    assert deliver("--lane", "ops")[1]["data"]["delivered"] == 0
    assert handled == []


@pytest.mark.django_db(transaction=True)
def test_every_lane_has_its_thread(handle):
    threads = {}
    for lane in Lane:
        note = partial(lambda name: threads.update({name: current_thread().name}), lane)
        handle(f"note {lane}", note, lane)
        outbox.put(f"note {lane}", key=lane, delay=timedelta())

    code, envelope = deliver()

    assert (code, envelope["data"]["delivered"]) == (0, 3)
    assert threads == {lane: f"lane {lane}" for lane in Lane}


@pytest.mark.django_db(transaction=True)
def test_an_error_that_nobody_expected_in_one_lane_ends_the_worker(served, monkeypatch):
    def deliver_due(*, lane: str, **options):
        if lane == Lane.MAIL:
            raise RuntimeError("The lane fell apart.")
        return 0, 0

    monkeypatch.setattr(outbox, "deliver_due", deliver_due)

    code, envelope = deliver("--forever")

    assert (code, envelope["status"]) == (5, "error")
    assert envelope["data"]["message"] == "RuntimeError: The lane fell apart."


def test_a_kind_whose_server_hangs_is_left_alone_and_named(handle):
    tried = []

    def hang(text: str) -> None:
        tried.append(text)
        raise TimeoutError("timed out")

    handle("note", hang)
    queue("1", "one")
    queue("2", "two")

    code, envelope = deliver("--lane", "mail")

    assert (code, tried) == (1, ["one"])
    assert envelope["data"]["resting"] == ["note"]
    assert [f["id"] for f in envelope["findings"]] == [
        "outbox.failed",
        "outbox.resting",
    ]
    assert WorkerSeen.objects.get().lane == "mail"


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
    monkeypatch.setattr(worker, "serve", notes.append)
    monkeypatch.setattr(keeper, "start", lambda: notes.append("kept"))
    return notes


def test_sigterm_ends_it_after_the_message_at_hand(handle, served, monkeypatch):
    seen = []

    def note(text: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        seen.append(text)

    handle("note", note)
    monkeypatch.setattr(workers, "close_old_connections", lambda: None)
    queue("1", "one")
    queue("2", "two")

    code, envelope = deliver("--forever", "--lane", "mail")

    assert (code, seen, served) == (0, ["one"], ["outbox", "kept"])
    assert (envelope["data"]["delivered"], envelope["data"]["waiting"]) == (1, 1)


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
    monkeypatch.setattr(workers, "PAUSE_WITHOUT_DATABASE", 0)
    monkeypatch.setattr(workers.connection, "close", lambda: None)
    monkeypatch.setattr(workers, "close_old_connections", lambda: None)

    done = workers.deliver_forever(["mail"], stop, limit=1, pause=0)
    assert done == {"mail": (1, 0)}

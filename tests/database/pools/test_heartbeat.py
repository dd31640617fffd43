"""The heartbeat: what each answer, each error and each silence of the server means."""

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from database.monitoring.writability import ONLY_READS
from database.pools import heartbeat, keeping
from database.pools.heartbeat import ROOM_EVERY, STALE, Heart, Pulse
from database.pools.line import Line, NoAnswer, TooLate
from database.transactions import Trouble, is_busy


class Answers:
    """A line that answers what it is told to."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.asked = list(answers), []

    def ask(self, sql: str) -> list[str]:
        self.asked.append(sql)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return [str(answer)]


@pytest.fixture
def heart(monkeypatch) -> Iterator[Heart]:
    """Give the heart of an alias that nobody else uses."""
    entry = {"HOST": "h", "PORT": "", "USER": "", "PASSWORD": "", "NAME": "d"}
    entry["OPTIONS"] = {}
    known = {"tested": SimpleNamespace(settings_dict=entry)}
    monkeypatch.setattr(heartbeat, "connections", known)
    monkeypatch.setattr(heartbeat, "DEFAULT_DB_ALIAS", "tested")
    keeping.lost.clear()
    yield Heart("tested")
    keeping.silent.discard("tested")
    keeping.lines.pop("tested", None)
    keeping.lost.clear()


class Cuttable:
    """A connection of which only the socket matters."""

    closed = False

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()

    def fileno(self) -> int:
        return self.near.fileno()

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.fixture
def cuttable(heart) -> Iterator[list[Cuttable]]:
    """Give two connections of the heart's server."""
    pair = [Cuttable(), Cuttable()]
    for line in pair:
        keeping.note_line("tested", line)
    yield pair
    for line in pair:
        line.close()


def test_a_server_that_answers_is_well(heart):
    heart.line = Answers(0, 20_000)

    heart.beat()

    assert heart.pulse.state is None
    assert heart.pulse.felt.is_set()


def test_a_server_that_stays_silent_has_every_connection_cut(heart, cuttable):
    heart.line = Answers(TooLate("No answer in time."))

    heart.beat()

    assert heart.pulse.state is Trouble.OPERATIONAL
    assert "tested" in keeping.silent
    # The end of the file: what a thread that waits for an answer is given.
    assert [line.far.recv(1) for line in cuttable] == [b"", b""]


def test_a_server_that_is_heard_again_has_its_pools_mended(heart):
    heart.line = Answers(TooLate("…"), 0, 20_000)

    heart.beat()
    heart.beat()

    assert heart.pulse.state is None
    assert "tested" not in keeping.silent
    assert keeping.lost.is_set()


def test_a_server_that_refuses_is_away_but_cuts_nobody_off(heart, cuttable):
    heart.line = Answers(NoAnswer("Connection refused"))

    heart.beat()

    assert heart.pulse.state is Trouble.OPERATIONAL
    assert "tested" not in keeping.silent
    cuttable[0].far.setblocking(False)
    with pytest.raises(BlockingIOError):
        cuttable[0].far.recv(1)


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ([1, 20_000], Trouble.READ_ONLY),
        ([0, NoAnswer("No space left on device", code="53100")], Trouble.NO_ROOM),
        ([NoAnswer("out of memory", code="53200")], Trouble.NO_MEMORY),
        ([NoAnswer("sorry, too many clients already", code="53300")], Trouble.FULL),
    ],
)
def test_what_keeps_the_server_from_writing_is_named(heart, answers, trouble):
    heart.line = Answers(*answers)

    heart.beat()

    assert heart.pulse.state is trouble


def test_a_replica_is_there_to_read(heart, monkeypatch):
    monkeypatch.setattr(heartbeat, "DEFAULT_DB_ALIAS", "another")
    heart.line = Answers(1)

    heart.beat()

    assert heart.pulse.state is None


def looks(heart: Heart) -> int:
    """Return how often room was looked for."""
    return sum(question != ONLY_READS for question in heart.line.asked)


def test_room_is_looked_for_now_and_then_and_each_time_while_there_is_none(heart):
    full = NoAnswer("…", code="53100")
    heart.line = Answers(0, 1, *[0] * (ROOM_EVERY - 1), 0, full, 0, full, 0, 1)

    for _beat in range(ROOM_EVERY + 1):
        heart.beat()
    assert heart.pulse.state is Trouble.NO_ROOM
    assert looks(heart) == 2

    heart.beat()
    heart.beat()
    assert heart.pulse.state is None
    assert looks(heart) == 4


def test_an_answer_that_is_old_says_nothing():
    now = time.monotonic()

    assert Pulse(answered_at=now).state is None
    assert Pulse(answered_at=now - STALE - 1).state is Trouble.OPERATIONAL


def test_nobody_waits_for_a_connection_to_a_silent_server(monkeypatch):
    from database.pools.backend.base import DatabaseWrapper

    monkeypatch.setattr(keeping, "silent", {"tested"})
    wrapper = DatabaseWrapper({"OPTIONS": {}}, alias="tested")

    with pytest.raises(OperationalError) as caught:
        wrapper.get_new_connection({})

    assert is_busy(caught.value)


def test_a_server_that_takes_connections_and_says_nothing_is_too_late():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        line = Line(f"host=127.0.0.1 port={port} dbname=d sslmode=disable", timeout=0.1)

        with pytest.raises(TooLate):
            line.ask("SELECT 1")


def test_a_server_that_is_not_there_refuses():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    line = Line(f"host=127.0.0.1 port={port} dbname=d", timeout=5)

    with pytest.raises(NoAnswer) as caught:
        line.ask("SELECT 1")

    assert not isinstance(caught.value, TooLate)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_questions_are_answered_by_a_real_server():
    heart = Heart("default")

    heart.beat()

    assert heart.pulse.state is None
    heart.line.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_readiness_comes_from_the_pulse_and_makes_no_query(
    client, monkeypatch, django_assert_num_queries
):
    heart = Heart("default")
    monkeypatch.setattr(heartbeat, "_hearts", {"default": heart})
    heart.beat()
    heart.line.close()
    connection.close()

    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200
        heart.pulse.trouble = Trouble.READ_ONLY
        refused = client.get("/readyz")

    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert refused.content.decode() == f"{Trouble.READ_ONLY.value}\n"

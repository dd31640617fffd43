"""Lanes: every kind has one, and none waits for another or for a server that hangs."""

import smtplib
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from database.errors import ServerSilent
from database.models import OutboxMessage
from database.queue import breaker as breakers
from database.queue import outbox
from database.queue.breaker import Breaker, breaker
from database.queue.lanes import Lane, handlers
from database.queue.mail_masking import without_addresses
from orders.providers import ProviderSilent

pytestmark = pytest.mark.django_db

LANES = {
    "mail": Lane.MAIL,
    "account_mail": Lane.MAIL,
    "account_locked": Lane.MAIL,
    "unusual_login": Lane.MAIL,
    "welcome": Lane.MAIL,
    "email_confirmed": Lane.MONEY,
    "charge": Lane.MONEY,
    "capture": Lane.MONEY,
    "void": Lane.MONEY,
    "refund": Lane.MONEY,
    "provider_event": Lane.MONEY,
    "rehearsal_event": Lane.MONEY,
    "database.operation": Lane.OPS,
    "consistency_check": Lane.OPS,
    "operation_run": Lane.OPS,
}


def test_each_kind_has_its_lane():
    assert {kind: handler.lane for kind, handler in handlers.items()} == LANES


def test_a_message_keeps_the_lane_of_its_kind(handle):
    handle("backup", lambda: None, Lane.OPS)

    outbox.put("backup", key="1")
    outbox.put("mail", key="2", mail_id="")
    outbox.put("socks", key="3")

    lanes = dict(OutboxMessage.objects.values_list("key", "lane"))
    assert lanes == {"1": "ops", "2": "mail", "3": "ops"}


def test_what_an_older_version_queued_is_sorted_and_delivered(handle):
    notes = []
    handle("note", lambda: notes.append("mail"))
    handle("coin", lambda: notes.append("money"), Lane.MONEY)
    for kind in ("note", "coin"):
        OutboxMessage.objects.create(kind=kind, key=kind)
    done = {"kind": "note", "done_at": timezone.now()}
    OutboxMessage.objects.create(key="old", **done)

    assert outbox.deliver_due(lane=Lane.MONEY) == (1, 0)

    assert notes == ["money"]
    lanes = dict(OutboxMessage.objects.values_list("key", "lane"))
    assert lanes == {"note": "mail", "coin": "money", "old": ""}


def test_a_lane_delivers_its_own_alone(handle):
    notes = []
    handle("note", lambda: notes.append("mail"))
    handle("coin", lambda: notes.append("money"), Lane.MONEY)
    outbox.put("note", key="1", delay=timedelta())
    outbox.put("coin", key="2", delay=timedelta())

    assert outbox.deliver_due(lane=Lane.MONEY) == (1, 0)
    assert notes == ["money"]
    assert outbox.deliver_due() == (1, 0)
    assert notes == ["money", "mail"]


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError("timed out"),
        socket.gaierror(-2, "Name or service not known"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"),
        ServerSilent("The provider does not answer."),
        ProviderSilent("The provider does not answer."),
    ],
)
def test_a_server_that_does_not_answer_is_left_alone(error):
    fuse = Breaker()
    fuse.note("mail", error)

    assert (fuse.rests("mail"), fuse.rests("charge")) == (True, False)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"a@shop.example": (550, b"no such user")}),
        smtplib.SMTPDataError(554, b"looks like spam"),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPSenderRefused(553, b"not yours", "shop@shop.example"),
        smtplib.SMTPConnectError(421, b"too busy"),
        ConnectionRefusedError(111, "Connection refused"),
        ValueError("No such template."),
        FileNotFoundError("var/mail"),
        outbox.UnknownKind("socks"),
    ],
)
def test_a_refusal_is_an_answer(error):
    fuse = Breaker()
    fuse.note("mail", error)

    assert not fuse.rests("mail")


def test_after_a_minute_the_next_message_finds_out(monkeypatch):
    now, fuse = [1000.0], Breaker()
    monkeypatch.setattr(breakers.time, "monotonic", lambda: now[0])
    fuse.note("mail", TimeoutError())

    now[0] += breakers.REST - 0.1
    assert fuse.resting() == ["mail"]
    now[0] += 0.2
    assert fuse.resting() == []


def test_other_kinds_of_the_lane_go_on_and_no_try_is_lost(handle):
    delivered = []

    def hang(name: str) -> None:
        raise TimeoutError("timed out")

    handle("note", hang)
    handle("card", lambda name: delivered.append(name))
    outbox.put("note", key="1", name="1", delay=timedelta())
    outbox.put("note", key="2", name="2", delay=timedelta())
    outbox.put("card", key="3", name="3", delay=timedelta())

    assert outbox.deliver_due() == (1, 1)

    assert delivered == ["3"]
    attempts = dict(OutboxMessage.objects.values_list("key", "attempts"))
    assert attempts == {"1": 1, "2": 0, "3": 1}


def test_who_asks_for_another_try_meanwhile_is_told(handle):
    handle("note", lambda: None)
    outbox.put("note", key="k", delay=timedelta())
    breaker.note("note", TimeoutError())
    message = OutboxMessage.objects.get()

    with pytest.raises(outbox.NotDelivered, match="did not answer just now"):
        outbox.try_again(message)

    message.refresh_from_db()
    assert (message.attempts, message.done_at) == (0, None)


def test_another_try_of_a_workers_message_is_the_workers(handle):
    deeds = []
    handle("backup", lambda: deeds.append(1), Lane.OPS)
    outbox.put("backup", key="k")
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS)
    message = OutboxMessage.objects.get()

    with pytest.raises(outbox.NotDelivered, match="delivered by a worker"):
        outbox.try_again(message)

    assert deeds == []
    assert outbox.deliver_due() == (1, 0)
    assert deeds == [1]
    with pytest.raises(outbox.NotDelivered, match="already been delivered"):
        outbox.try_again(message)


def test_an_error_is_kept_without_addresses(handle, caplog):
    refusal = {"ann@shop.example": (550, b"<ann@shop.example>: no such user")}

    def refuse() -> None:
        raise smtplib.SMTPRecipientsRefused(refusal)

    handle("note", refuse)
    outbox.put("note", key="confirmed:7:ann@shop.example", delay=timedelta())

    assert outbox.deliver_due() == (0, 1)

    error = OutboxMessage.objects.get().error
    assert error.startswith("SMTPRecipientsRefused: {'***@***': (550")
    assert "ann" not in error
    assert "ann@" not in caplog.text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("<ann@shop.example>: 550", "<***@***>: 550"),
        ("jörg@müller.example is away", "***@*** is away"),
        ("ann@localhost", "***@***"),
        ("confirmed:1:ann@shop.example", "confirmed:1:***@***"),
        ("@decorator and a @ sign", "@decorator and a @ sign"),
        ("no address at all", "no address at all"),
    ],
)
def test_addresses_are_masked(text, masked):
    assert without_addresses(text) == masked

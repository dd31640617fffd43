"""Mails with secret links wait sealed: nobody but their reader ever sees the link."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.mails import sealed as sealed_mail
from accounts.mails.sealed import KIND
from database.models import OutboxMessage
from database.queue.breaker import breaker
from database.queue.outbox import deliver_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
KEY = re.compile(r"/account/password/reset/key/(\S+)/")


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def no_server(monkeypatch) -> pytest.MonkeyPatch:
    """Let the mail server time out, until the patch is undone."""

    def hang(*args: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(EmailBackend, "send_messages", hang)
    return monkeypatch


def ask(email: str) -> OutboxMessage:
    """Ask for a new password; return the message that holds the mail."""
    Client().post("/account/password/reset/", {"email": email})
    return OutboxMessage.objects.get(kind=KIND)


def come_by() -> tuple[int, int]:
    """Let a worker come by when every pause is over."""
    breaker.forget()
    waiting = OutboxMessage.objects.filter(done_at=None)
    waiting.update(due_at=timezone.now() - timedelta(seconds=1))
    return deliver_due()


def test_what_waits_tells_neither_the_link_nor_the_address(no_server):
    user = UserFactory(email="ada@shop.example")
    waiting = ask(user.email)
    no_server.undo()
    come_by()
    key = KEY.search(mail.outbox[0].body)[1]

    row = json.dumps([waiting.payload, waiting.key, waiting.error])
    assert len(waiting.payload["sealed"]) > 300
    for secret in (key, key.partition("-")[2], "ada", "shop.example", str(user.pk)):
        assert secret not in row
    assert waiting.error == "TimeoutError: timed out"


def test_a_mail_that_was_sent_is_forgotten():
    message = ask(UserFactory().email)

    assert KEY.search(mail.outbox[0].body)
    assert message.done_at
    assert message.payload["sealed"] == ""
    sealed_mail.send(**message.payload)
    assert len(mail.outbox) == 1


def test_a_second_try_has_the_same_message_id(no_server):
    message = ask(UserFactory().email)
    no_server.undo()
    sealed_mail.send(**message.payload)
    sealed_mail.send(**message.payload)

    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second == f"<account-{message.payload['mail_id']}@127.0.0.1>"


def test_it_says_what_it_said_when_it_was_asked_for(no_server):
    ask("nobody@shop.example")
    no_server.undo()
    come_by()

    (message,) = mail.outbox
    assert message.to == ["nobody@shop.example"]
    assert message.from_email == "Kontor <shop@127.0.0.1>"
    assert message.subject.startswith("Kontor: ")


def test_a_new_secret_key_still_opens_what_an_older_one_sealed(no_server, settings):
    ask(UserFactory().email)
    no_server.undo()
    older = settings.SECRET_KEY
    settings.SECRET_KEY = "another key of more than fifty characters, for a test"

    assert come_by() == (0, 1)
    assert mail.outbox == []
    assert OutboxMessage.objects.get().error.startswith("InvalidToken")
    settings.SECRET_KEY_FALLBACKS = [older]
    assert come_by() == (1, 0)
    assert len(mail.outbox) == 1


def test_the_known_and_the_unknown_leave_the_same_behind(no_server):
    """One row of one kind each; which of the two it is cannot be told from it."""
    rows = []
    for email in (UserFactory().email, "nobody@shop.example"):
        message = ask(email)
        rows.append((message.kind, message.lane, sorted(message.payload)))
        message.delete()

    assert rows[0] == rows[1] == (KIND, "mail", ["mail_id", "sealed"])

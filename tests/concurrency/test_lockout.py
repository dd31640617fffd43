"""However many guess at once, no more than five guesses are looked at.

Over HTTP, each rival a browser of its own; with Redis away and with Redis hanging.
"""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from threading import Lock

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import LoginHistory, User
from accounts.services import lockout, logging_in, second_factor
from config.startup import caches as cache_settings
from database import cache as steady
from tests.concurrency.racing import race
from tests.factories import UserFactory
from tests.support.codes import code_of, with_app, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open sesame"
GUESSES = 49


@pytest.fixture
def verified(monkeypatch) -> list[str]:
    """Collect the passwords that the hasher compares; what it only hashes is no try."""
    seen, guard = [], Lock()
    verify = MD5PasswordHasher.verify

    def watch(self, password: str, encoded: str) -> bool:
        with guard:
            seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", watch)
    return seen


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(200)
        yield listener.getsockname()[1]


@pytest.fixture(
    params=[
        "memory",
        pytest.param("stopped", marks=pytest.mark.thorough),
        pytest.param("hung", marks=pytest.mark.thorough),
    ]
)
def redis(request, settings, monkeypatch) -> str:
    """Run with no Redis, with one that is down, and with one that never answers."""
    if request.param != "memory":
        port = request.getfixturevalue(
            "closed_port" if request.param == "stopped" else "silent_port"
        )
        settings.CACHES = cache_settings(f"redis://127.0.0.1:{port}/0", 300)
        monkeypatch.setattr(steady, "_away", {})
    return request.param


def log_in(name: str, password: str, client: Client | None = None) -> bool:
    """Post the login page; tell whether it let the visitor pass to the next one."""
    fields = {"login": name, "password": password}
    response = (client or Client()).post("/account/login/", fields)
    return response.status_code == 302


def enter_code(client: Client, code: str) -> bool:
    response = client.post("/account/2fa/authenticate/", {"code": code})
    return response.status_code == 302


def test_of_49_guesses_at_once_five_are_looked_at(verified, redis):
    user = UserFactory(username="ada")
    guesses = [partial(log_in, "ada", f"wrong {n}") for n in range(GUESSES)]

    outcome = race(*guesses)

    assert outcome.won == [False] * GUESSES
    assert len(verified) == 5
    assert not log_in("ada", PASSWORD)
    assert len(verified) == 5
    user.refresh_from_db()
    assert user.failed_login_attempts == 5
    assert [message.subject for message in mail.outbox] == [
        "Your account at Kontor is locked for a while"
    ]
    reasons = list(LoginHistory.objects.values_list("failure_reason", flat=True))
    assert sorted(reasons) == ["bad_password"] * 5 + ["locked"] * (GUESSES - 4)


def test_after_half_an_hour_the_right_password_opens_again(verified):
    user = UserFactory(username="ada")
    for n in range(6):
        log_in("ada", f"wrong {n}")

    with time_machine.travel(timezone.now() + timedelta(minutes=29, seconds=50)):
        assert not log_in("ada", PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(minutes=30, seconds=1)):
        assert log_in("ada", PASSWORD)

    user.refresh_from_db()
    assert (user.failed_login_attempts, user.locked_until) == (0, None)


def test_of_49_wrong_codes_at_once_five_are_looked_at(redis, monkeypatch):
    user = UserFactory(username="ada")
    secret = with_app(user)
    spent, guard = [], Lock()
    spend = second_factor.spend_code

    def watch(user: User, code: str):
        with guard:
            spent.append(code)
        return spend(user, code)

    monkeypatch.setattr(second_factor, "spend_code", watch)
    clients = [Client() for _ in range(GUESSES)]
    for client in clients:
        assert log_in("ada", PASSWORD, client)
    wrong = wrong_code(secret)

    outcome = race(*[partial(enter_code, client, wrong) for client in clients])

    assert outcome.won == [False] * GUESSES
    assert spent == [wrong] * 5
    assert not enter_code(clients[0], code_of(secret))
    user.refresh_from_db()
    assert user.failed_login_attempts == 5
    assert len(mail.outbox) == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client = Client()
        assert log_in("ada", PASSWORD, client)
        assert enter_code(client, code_of(secret))


def test_knowing_the_password_does_not_buy_more_codes():
    secret = with_app(UserFactory(username="ada"))
    looked_at = 0

    for _ in range(8):
        client = Client()
        if log_in("ada", PASSWORD, client):
            looked_at += 1
            enter_code(client, wrong_code(secret))

    assert looked_at == 5


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("password/reset", {"email": "no@shop.example"}),
        ("login", {"login": "ada", "password": "wrong"}),
        ("login", {"login": "ada", "password": PASSWORD}),
    ],
)
def test_a_redis_that_hangs_costs_the_first_call_less_than_a_second(
    path, fields, silent_port, settings, monkeypatch
):
    UserFactory(username="ada")
    settings.CACHES = cache_settings(f"redis://127.0.0.1:{silent_port}/0", 300)
    monkeypatch.setattr(steady, "_away", {})

    took = []
    for _ in range(2):
        began = time.monotonic()
        Client().post(f"/account/{path}/", fields)
        took.append(time.monotonic() - began)

    assert took[0] < 1
    assert took[1] < 0.4


def test_without_the_claim_every_guess_is_looked_at(verified, monkeypatch):
    """Shows that the race is real; if this fails, the tests above prove nothing."""
    UserFactory(username="ada")

    def look_then_go_on(user_id):
        is_locked = lockout.is_locked(user_id)
        return None if is_locked else lockout.Attempt(user_id, 1, None)

    monkeypatch.setattr(logging_in, "begin_attempt", look_then_go_on)
    race(*[partial(log_in, "ada", f"wrong {n}") for n in range(12)])

    assert len(verified) == 12

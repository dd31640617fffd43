"""The history of logins: every attempt, append-only, with what is unusual mailed."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import LoginHistory, User
from database.models import AuditEntry
from tests.concurrency.racing import race
from tests.factories import UserFactory
from tests.support.codes import with_app

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open sesame"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)


def log_in(
    user: User | str,
    password: str = PASSWORD,
    *,
    agent: str = FIREFOX,
    address: str = "203.0.113.7",
) -> Client:
    """Return a browser that has posted the login page."""
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    name = getattr(user, "username", user)
    client.post("/account/login/", {"login": name, "password": password})
    return client


def kept() -> LoginHistory:
    return LoginHistory.objects.latest("created_at", "id")


def test_a_login_is_kept_with_device_network_and_time():
    user = UserFactory()

    log_in(user)

    row = kept()
    assert (row.user, row.success, row.failure_reason) == (user, True, "")
    assert (row.device, row.network) == ("Firefox on Android", "203.0.113.0/24")
    assert (row.ip_address, row.user_agent) == ("203.0.113.7", FIREFOX)
    user.refresh_from_db()
    assert user.last_login_ip == "203.0.113.7"
    assert abs(user.last_login_at - row.created_at) < timedelta(seconds=5)


def test_each_refusal_is_kept_with_its_reason():
    known, closed = UserFactory(username="ada"), UserFactory(is_active=False)
    gone = UserFactory(username="gone")
    gone.soft_delete()

    log_in(known, "wrong")
    log_in("nobody", "wrong")
    log_in(closed)
    log_in(gone)

    rows = LoginHistory.objects.order_by("created_at", "id")
    assert list(rows.values_list("attempted_name", "user", "failure_reason")) == [
        ("ada", known.pk, "bad_password"),
        ("nobody", None, "unknown_user"),
        (closed.username, closed.pk, "inactive"),
        ("gone", gone.pk, "inactive"),
    ]


def test_user_name_and_address_share_one_count():
    user = UserFactory(username="ada", email="ada@shop.example")

    for name in ["ada", "ADA@shop.example", "ada@shop.example", "ada", "Ada", "ada"]:
        log_in(name, "wrong")

    user.refresh_from_db()
    assert user.failed_login_attempts == 5


def test_a_login_sets_the_count_to_nothing():
    user = UserFactory()
    for _ in range(4):
        log_in(user, "wrong")

    log_in(user)

    user.refresh_from_db()
    assert user.failed_login_attempts == 0


def test_too_many_failures_from_one_address_are_refused_unlooked(settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 3
    user = UserFactory()
    for n in range(3):
        log_in(f"nobody{n}", "wrong")

    stopped = log_in(user)
    elsewhere = log_in(user, address="198.51.100.1")

    assert stopped.get("/account/").status_code == 302
    assert elsewhere.get("/account/").status_code == 200
    reasons = LoginHistory.objects.filter(attempted_name=user.username)
    assert set(reasons.values_list("failure_reason", flat=True)) == {"throttled", ""}
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert log_in(user).get("/account/").status_code == 200


def test_one_network_of_ipv6_counts_as_one_address(settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 3
    user = UserFactory()
    for n in range(3):
        log_in(f"nobody{n}", "wrong", address=f"2001:db8:1::{n}")

    log_in(user, address="2001:db8:1:9::7")
    assert kept().failure_reason == "throttled"
    log_in(user, address="2001:db8:2::1")
    assert kept().success


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_loginhistory SET success = success",
        "DELETE FROM accounts_loginhistory",
    ],
)
def test_the_history_refuses_raw_sql(statement):
    log_in(UserFactory())
    before = list(LoginHistory.objects.values())

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(LoginHistory.objects.values()) == before != []


def test_the_first_login_is_not_unusual():
    log_in(UserFactory())

    assert (kept().risk_score, kept().unusual_activity) == (0, False)
    assert mail.outbox == []


def test_a_login_like_the_last_one_is_not_unusual():
    user = UserFactory()
    log_in(user)

    log_in(user, address="203.0.113.99")

    assert kept().risk_score == 0
    assert mail.outbox == []


def test_a_stranger_s_login_is_mailed_with_reasons():
    user = UserFactory()
    log_in(user)

    log_in(user, agent=CHROME, address="198.51.100.1")

    row = kept()
    assert (row.risk_score, row.unusual_activity) == (60, True)
    assert row.risk_reasons == ["new_device", "new_network"]
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert "Chrome on Linux" in message.body
    assert "a network you have not used before" in message.body


def test_refused_tries_of_strangers_are_scored_and_not_mailed():
    user = UserFactory()
    log_in(user)

    log_in(user, "wrong", agent=CHROME)

    assert kept().risk_reasons == ["new_device"]
    assert mail.outbox == []


def disowning_link(user: User) -> str:
    """Let a stranger in; return the link of the mail to the owner."""
    log_in(user)
    log_in(user, agent=CHROME, address="198.51.100.1")
    return re.search(
        r"http://127\.0\.0\.1:8000(/account/not-me/\S+)", mail.outbox[-1].body
    )[1]


def test_this_was_not_me_ends_sessions_and_password_and_sends_a_link(client):
    user = UserFactory()
    mine, link = log_in(user), disowning_link(user)
    stranger = log_in(user, agent=CHROME, address="198.51.100.1")
    with_app(user)

    assert client.get(link).status_code == 200
    assert stranger.get("/account/").status_code == 200
    client.post(link)

    assert mine.get("/account/").status_code == 302
    assert stranger.get("/account/").status_code == 302
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert "/account/password/reset/key/" in mail.outbox[-1].body
    assert AuditEntry.objects.filter(operation="accounts.disown").count() == 1


def test_the_link_works_once(client):
    link = disowning_link(UserFactory())
    client.post(link)

    assert client.post(link).status_code == 404
    assert client.get(link).status_code == 404


def test_of_four_who_post_the_link_at_once_one_is_heard():
    link = disowning_link(UserFactory())

    outcome = race(*[lambda: Client().post(link).status_code for _ in range(4)])

    assert sorted(outcome.won) == [302, 404, 404, 404]
    assert AuditEntry.objects.filter(operation="accounts.disown").count() == 1


def test_the_link_is_worth_nothing_after_a_new_password(client):
    user = UserFactory()
    link = disowning_link(user)
    user.change_password("a long lane to Bath")

    assert client.post(link).status_code == 404
    user.refresh_from_db()
    assert user.check_password("a long lane to Bath")


def test_the_link_is_worth_nothing_after_two_weeks(client):
    link = disowning_link(UserFactory())

    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert client.post(link).status_code == 404


def test_a_stranger_who_changed_the_address_gets_no_link(client):
    user = UserFactory()
    link = disowning_link(user)
    User.objects.filter(pk=user.pk).update(email="stranger@shop.example")
    sent = len(mail.outbox)

    page = client.post(link).content.decode()

    assert "Your account is locked" in page
    assert len(mail.outbox) == sent
    user.refresh_from_db()
    assert user.is_locked_for_good


def test_a_stranger_s_address_beside_the_own_gets_no_new_password(client):
    user = UserFactory()
    link = disowning_link(user)
    EmailAddress.objects.create(user=user, email="eve@shop.example", verified=True)
    client.post(link)
    sent = len(mail.outbox)

    client.post("/account/password/reset/", {"email": "eve@shop.example"})

    assert not EmailAddress.objects.filter(email="eve@shop.example").exists()
    assert "/account/password/reset/key/" not in mail.outbox[sent].body


def test_the_owner_sees_who_came_and_who_tried():
    user = UserFactory()
    log_in(user, "wrong", agent=CHROME)
    client = log_in(user)
    log_in(UserFactory(), agent="curl/8")

    page = client.get("/account/logins/").content.decode()

    assert "Wrong password" in page
    assert "Chrome on Linux" in page
    assert "Firefox on Android" in page
    assert "curl" not in page


def test_the_page_costs_the_same_for_one_login_and_for_many(
    client, django_assert_max_num_queries
):
    user = UserFactory()
    client.force_login(user)
    for _ in range(4):
        log_in(user, "wrong")

    with django_assert_max_num_queries(6):
        client.get("/account/logins/")

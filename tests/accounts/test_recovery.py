"""A forgotten password: the link works once, for the person, at the shop's address."""

import re
from datetime import timedelta
from functools import partial
from unittest.mock import ANY

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.forms import ResetPasswordKeyForm
from accounts.forms.doors import USED
from accounts.models import User
from accounts.services import update_profile, verify_user
from accounts.services.addresses import forget_confirmation
from tests.accounts.test_logins import PASSWORD, log_in
from tests.concurrency.racing import race
from tests.factories import UserFactory
from tests.support.codes import code_of, with_app

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "another long lane"
LINK = re.compile(r"(http://\S+)(/account/password/reset/key/\S+)")


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def ask(user: User, **headers: str) -> tuple[str, str]:
    """Ask for a link; return its host and its path."""
    Client(**headers).post("/account/password/reset/", {"email": user.email})
    found = LINK.search(mail.outbox[-1].body)
    return found[1], found[2]


def use(path: str, password: str = NEW) -> bool:
    """Open the link and post a new password; tell whether it was taken."""
    client = Client()
    page = client.get(path, follow=True)
    fields = {"password1": password, "password2": password}
    answer = client.post(page.request["PATH_INFO"], fields)
    return answer.headers.get("Location") == "/account/password/reset/key/done/"


def test_the_link_works_once():
    user = UserFactory()
    _, path = ask(user)

    assert use(path)
    assert not use(path, "a third long lane")

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_of_two_links_the_first_used_ends_the_other():
    user = UserFactory()
    _, first = ask(user)
    _, second = ask(user)

    assert use(second)
    assert not use(first, "a third long lane")


def post_at_once(path: str, rivals: int = 4) -> list[str]:
    """Open the link in as many browsers, then post a password from all of them.

    Return the passwords that were taken.
    """
    browsers = [Client() for _ in range(rivals)]
    form = [browser.get(path, follow=True).request["PATH_INFO"] for browser in browsers]

    def post(number: int) -> str:
        password = f"{NEW} {number}"
        fields = {"password1": password, "password2": password}
        answer = browsers[number].post(form[number], fields)
        return password if answer.status_code == 302 else ""

    won = race(*[partial(post, number) for number in range(rivals)]).won
    return [password for password in won if password]


def test_of_four_who_post_the_link_at_once_one_sets_the_password():
    user = UserFactory()
    _, path = ask(user)

    (taken,) = post_at_once(path)

    user.refresh_from_db()
    assert user.check_password(taken)
    assert len(mail.outbox) == 2


def test_a_link_that_was_used_meanwhile_says_so_and_changes_nothing():
    user = UserFactory()
    _, path = ask(user)
    form = ResetPasswordKeyForm({"password1": NEW, "password2": NEW}, user=user)
    use(path, "a third long lane")

    assert form.errors == {"__all__": [USED]}
    user.refresh_from_db()
    assert user.check_password("a third long lane")


def test_the_link_is_worth_nothing_after_a_login():
    user = UserFactory()
    _, path = ask(user)
    log_in(user)

    assert not use(path)


def test_the_link_is_worth_nothing_after_a_change_of_address():
    user = UserFactory()
    _, path = ask(user)
    user.email = "new@shop.example"
    forget_confirmation(user)
    user.save(update_fields=["email"])

    assert not use(path)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_link_is_worth_nothing_after_three_days():
    _, path = ask(UserFactory())

    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1)):
        assert not use(path)


def test_a_forged_host_does_not_reach_the_mail(settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory()

    host, _ = ask(user, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")

    assert host == "http://127.0.0.1:8000"
    assert "evil" not in mail.outbox[-1].body


def test_a_forged_host_is_refused_where_the_hosts_are_known():
    answer = Client(HTTP_HOST="evil.example").get("/account/password/reset/")

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["signup", "password/reset"])
def test_mails_to_the_unknown_and_the_known_lead_to_the_shop(settings, path):
    settings.ALLOWED_HOSTS = ["*"]
    UserFactory(email="ada@shop.example")
    fields = {
        "username": "ada2",
        "email": "ada@shop.example",
        "password1": NEW,
        "password2": NEW,
    }

    for email in ("ada@shop.example", "nobody@shop.example"):
        evil = Client(HTTP_HOST="evil.example")
        evil.post(f"/account/{path}/", {**fields, "email": email})

    assert len(mail.outbox) == 2
    assert not any("evil" in message.body for message in mail.outbox)


def test_a_second_factor_is_still_asked_for_after_a_reset():
    user = UserFactory()
    secret = with_app(user)
    _, path = ask(user)
    assert use(path)

    client = Client()
    fields = {"login": user.username, "password": NEW}
    answer = client.post("/account/login/", fields)

    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/account/").status_code == 200


def test_a_reset_signs_every_device_out_and_does_not_open_a_lock():
    user = UserFactory()
    device = log_in(user)
    for n in range(5):
        log_in(user, f"wrong {n}")
    _, path = ask(user)

    assert use(path)

    assert device.get("/account/").status_code == 302
    assert log_in(user, NEW).get("/account/").status_code == 302


def test_known_and_unknown_addresses_get_the_same_answer(client):
    user = UserFactory()

    pages = [
        client.post("/account/password/reset/", {"email": email}, follow=True)
        for email in (user.email, "nobody@shop.example")
    ]

    texts = [re.sub(r'value="[^"]+"', "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert [message.to for message in mail.outbox] == [
        [user.email],
        ["nobody@shop.example"],
    ]


def test_known_and_unknown_addresses_cost_a_hash(client, monkeypatch):
    UserFactory(email="ada@shop.example")
    hashed = []
    monkeypatch.setattr("accounts.forms.doors.make_password", hashed.append)

    for email in ("ada@shop.example", "nobody@shop.example"):
        client.post("/account/password/reset/", {"email": email})

    assert hashed == ["ada@shop.example", "nobody@shop.example"]


def test_a_new_customer_is_welcomed_once(client):
    user = UserFactory(is_verified=False, email_verified_at=None)

    assert verify_user(user_id=user.pk)
    assert not verify_user(user_id=user.pk)

    (message,) = mail.outbox
    assert message.subject == "Welcome to Kontor"
    assert (message.to, message.attachments) == ([user.email], [])
    assert message.alternatives[0] == (ANY, "text/html")
    assert EmailAddress.objects.get(user=user).verified


def test_somebody_without_an_address_cannot_be_verified():
    user = UserFactory(email=None, is_verified=False, email_verified_at=None)

    assert not verify_user(user_id=user.pk)
    assert not User.objects.get(pk=user.pk).is_verified


def test_a_profile_that_was_saved_does_not_end_the_link():
    user = UserFactory()
    _, path = ask(user)

    update_profile(user=user, first_name="Ada")

    assert use(path)

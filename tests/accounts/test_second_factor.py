"""Codes of an app, backup codes, and what the database shows of them."""

import json
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.hooks.second_factor import ciphers
from accounts.models import LoginHistory, User
from tests.concurrency.racing import race
from tests.factories import StaffFactory, UserFactory
from tests.support.codes import (
    backup_codes,
    code_of,
    signed_in_again,
    with_app,
    wrong_code,
)

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open sesame"


def past_password(user: User) -> Client:
    """Return a browser that has entered the password and is asked for a code."""
    client = Client()
    fields = {"login": user.username, "password": PASSWORD}
    response = client.post("/account/login/", fields)
    assert response["Location"] == "/account/2fa/authenticate/"
    return client


def enter(client: Client, code: str) -> bool:
    """Enter a code; tell whether the account is open then."""
    client.post("/account/2fa/authenticate/", {"code": code})
    return client.get("/account/").status_code == 200


def test_the_password_alone_opens_nothing():
    user = UserFactory()
    with_app(user)

    client = past_password(user)

    assert client.get("/account/").status_code == 302


def test_the_code_of_the_app_opens():
    user = UserFactory()
    secret = with_app(user)

    assert enter(past_password(user), code_of(secret))


def test_a_wrong_code_says_so_and_is_kept():
    user = UserFactory()
    with_app(user)
    client = past_password(user)

    page = client.post("/account/2fa/authenticate/", {"code": "000"}).content.decode()

    assert "This code is wrong" in page
    attempt = LoginHistory.objects.get()
    assert (attempt.user, attempt.failure_reason) == (user, "bad_code")


def test_a_code_used_in_one_session_is_refused_in_another():
    user = UserFactory()
    code = code_of(with_app(user))
    first, second = past_password(user), past_password(user)

    assert enter(first, code)
    assert not enter(second, code)


def test_an_older_code_is_refused_after_a_newer_one():
    user = UserFactory()
    secret = with_app(user)
    assert enter(past_password(user), code_of(secret))

    assert not enter(past_password(user), code_of(secret, steps=-1))


def test_a_code_posted_twice_at_once_opens_once():
    user = UserFactory()
    code = code_of(with_app(user))
    clients = [past_password(user) for _ in range(4)]

    outcome = race(*[partial(enter, client, code) for client in clients])

    assert sorted(outcome.won) == [False, False, False, True]


def test_a_backup_code_posted_twice_at_once_opens_once():
    user = UserFactory()
    with_app(user)
    code = backup_codes(user)[3]
    clients = [past_password(user) for _ in range(4)]

    outcome = race(*[partial(enter, client, code) for client in clients])

    assert sorted(outcome.won) == [False, False, False, True]
    assert code not in backup_codes(user)
    assert len(backup_codes(user)) == 9


def test_setting_up_an_app_shows_ten_backup_codes():
    user = UserFactory()
    client = signed_in_again(user)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret

    code = code_of(secret)
    page = client.post("/account/2fa/totp/activate/", {"code": code}, follow=True)

    text = page.content.decode()
    assert "10 of 10 codes are left." in text
    assert all(code in text for code in backup_codes(user))
    assert [message.subject for message in mail.outbox] == [
        "Kontor: Codes from an app are on"
    ]


def test_the_code_that_turned_the_app_on_opens_nothing():
    user = UserFactory()
    client = signed_in_again(user)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    code = code_of(secret)
    client.post("/account/2fa/totp/activate/", {"code": code})

    assert not enter(past_password(user), code)


def test_a_wrong_first_code_keeps_the_secret_and_turns_nothing_on():
    user = UserFactory()
    client = signed_in_again(user)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret

    again = client.post("/account/2fa/totp/activate/", {"code": wrong_code(secret)})

    assert again.context["form"].secret == secret
    assert not Authenticator.objects.exists()


def everything_stored() -> str:
    """Return what a thief of the database reads, sessions unpacked."""
    sessions = [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    rows = [json.dumps(row) for row in Authenticator.objects.values_list("data")]
    return " ".join(sessions + rows)


def test_nothing_of_the_secrets_is_readable_in_the_database():
    user = UserFactory()
    client = signed_in_again(user)
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret

    before = everything_stored()
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    client.get("/account/2fa/recovery-codes/")
    after = everything_stored()

    codes = backup_codes(user)
    assert len(codes) == 10
    for text in (before, after):
        assert secret not in text
        assert not any(code in text for code in codes)


def test_the_first_key_encrypts_and_all_of_them_decrypt(settings):
    settings.MFA_KEYS = ["the old key " * 4]
    user = UserFactory()
    secret = with_app(user)

    settings.MFA_KEYS = ["the new key " * 4, "the old key " * 4]
    assert enter(past_password(user), code_of(secret))
    newest = ciphers().encrypt(b"text")

    settings.MFA_KEYS = ["the new key " * 4]
    assert ciphers().decrypt(newest) == b"text"
    row = Authenticator.objects.get(type="totp")
    with pytest.raises(InvalidToken):
        ciphers().decrypt(row.data["secret"].encode())


@pytest.mark.parametrize(
    "path",
    [
        "2fa/totp/activate/",
        "2fa/webauthn/add/",
        "2fa/recovery-codes/generate/",
        "email/",
    ],
)
def test_dangerous_pages_ask_again(client, path):
    client.force_login(UserFactory())

    posted = client.post(f"/account/{path}", {"action_add": "", "email": "a@b.example"})

    assert posted["Location"].startswith(("/account/reauthenticate/", "/account/2fa/"))
    assert "reauthenticate" in posted["Location"]


def test_turning_the_app_off_asks_again_and_takes_the_backup_codes_along():
    user = UserFactory()
    secret = with_app(user)
    client = Client()
    client.force_login(user)

    refused = client.post("/account/2fa/totp/deactivate/", follow=True)
    assert refused.redirect_chain[-1][0].startswith("/account/2fa/reauthenticate/")
    assert Authenticator.objects.count() == 2

    client.post("/account/2fa/reauthenticate/", {"code": code_of(secret)})
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_the_password_alone_answers_nobody_who_has_a_second_factor():
    user = UserFactory()
    with_app(user)
    client = Client()
    client.force_login(user)

    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})

    assert answer["Location"] == "/account/2fa/reauthenticate/"
    client.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.count() == 2


def test_guesses_at_the_page_that_asks_again_count_too():
    user = UserFactory()
    client = Client()
    client.force_login(user)

    for n in range(6):
        client.post("/account/reauthenticate/", {"password": f"wrong {n}"})

    user.refresh_from_db()
    assert user.failed_login_attempts == 5
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    path = "/account/2fa/totp/activate/"
    assert client.get(path)["Location"].startswith("/account/reauthenticate/")


@pytest.fixture
def demanded(settings) -> None:
    settings.STAFF_MFA_REQUIRED = True


@pytest.mark.parametrize(
    "path", ["/admin/", "/", "/account/", "/account/password/change/"]
)
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, demanded, path):
    client.force_login(StaffFactory())

    assert client.get(path)["Location"] == "/account/2fa/totp/activate/"


def test_staff_with_a_second_factor_get_in(client, demanded):
    staff = StaffFactory()
    secret = with_app(staff)

    client.post("/account/login/", {"login": staff.username, "password": PASSWORD})
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get("/account/password/change/").status_code == 200


def test_shoppers_may_go_without(client, demanded):
    client.force_login(UserFactory())

    assert client.get("/account/").status_code == 200


def test_the_back_office_has_no_login_of_its_own(client):
    staff = StaffFactory()
    with_app(staff)

    fields = {"username": staff.username, "password": PASSWORD}
    answer = client.post("/admin/login/?next=/admin/", fields)

    assert answer["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in client.session


def test_the_replay_guard_needs_no_cache(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    user = UserFactory()
    code = code_of(with_app(user))

    assert enter(past_password(user), code)
    assert not enter(past_password(user), code)


def test_a_passkey_of_five_thousand_digits_is_a_sentence(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    answer = client.post("/account/2fa/webauthn/add/", {"credential": "9" * 5000})

    assert answer.status_code == 200
    assert "We could not read the passkey. Try again." in answer.content.decode()

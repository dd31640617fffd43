"""An e-mail address that is somebody else's: never confirmed, never told."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccountMail, User
from accounts.services.addresses import owners_of
from tests.accounts.test_sign_up import FORM
from tests.factories import UserFactory
from tests.support.codes import signed_in_again
from tests.support.planting import state

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN = "bob@shop.example"


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def add(client: Client, email: str) -> str:
    """Ask for another address; return the page that follows, without what names it."""
    fields = {"action_add": "", "email": email}
    page = client.post("/account/email/", fields, follow=True).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    page = re.sub(r"/account/email/\d+/remove/", "", page)
    return page.replace(email, "")


def test_adding_a_taken_address_looks_like_adding_a_free_one():
    UserFactory(email=TAKEN)
    ada, eve = UserFactory(username="ada"), UserFactory(username="eve")

    free = add(signed_in_again(ada), "new@shop.example")
    taken = add(signed_in_again(eve), TAKEN)

    assert free.replace(ada.email, "") == taken.replace(eve.email, "")
    first, second = (message.body for message in mail.outbox)
    assert "/account/confirm-email/" in first
    assert "/account/confirm-email/" not in second
    assert "already has an account" in second


def test_an_address_that_was_taken_meanwhile_is_not_confirmed(client):
    ada = UserFactory()
    add(signed_in_again(ada), TAKEN)
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[0].body)[1]
    UserFactory(email=TAKEN)

    client.post(link)

    assert not EmailAddress.objects.get(user=ada, email=TAKEN).verified


def test_an_address_that_was_only_written_down_keeps_nobody_out(client):
    EmailAddress.objects.create(user=UserFactory(), email=FORM["email"])

    client.post("/account/signup/", FORM)

    assert User.objects.get(username="ada").email == FORM["email"]
    assert "/account/confirm-email/" in mail.outbox[0].body


def test_a_link_for_a_new_password_goes_to_no_address_that_was_only_written_down(
    client,
):
    EmailAddress.objects.create(user=UserFactory(), email=TAKEN)

    client.post("/account/password/reset/", {"email": TAKEN})

    (message,) = mail.outbox
    assert message.to == [TAKEN]
    assert "/account/password/reset/key/" not in message.body


def test_the_link_goes_to_the_address_as_it_is_stored_not_as_it_was_typed(client):
    UserFactory(email="ada@office.example")

    client.post("/account/password/reset/", {"email": "ADA@oﬃce.example"})

    (message,) = mail.outbox
    assert message.to == ["ada@office.example"]
    assert "/account/password/reset/key/" in message.body


@pytest.mark.parametrize("typed", ["ada@strasse.example", "ada@straße.example"])
def test_an_address_has_one_spelling_on_every_engine(typed):
    user = UserFactory(email="ada@strasse.example")

    assert owners_of(typed) == ([user] if typed == user.email else [])


def test_a_user_name_that_is_an_address_does_not_stand_in_its_owner_s_way(client):
    ada = UserFactory()
    EmailAddress.objects.create(user=ada, email=TAKEN, verified=True)
    UserFactory(username=TAKEN)

    client.post("/account/login/", {"login": TAKEN, "password": "wrong"})

    ada.refresh_from_db()
    assert ada.failed_login_attempts == 1


def test_signing_up_with_a_taken_address_makes_an_account_and_undoes_it(client):
    """Its time is that of a free address; what stays is a line about the mail."""
    UserFactory(email=FORM["email"])
    before = rows_of_accounts()

    with CaptureQueriesContext(connection) as queries:
        client.post("/account/signup/", FORM)

    made = [q["sql"] for q in queries if q["sql"].startswith("INSERT")]
    assert any(User._meta.db_table in statement for statement in made)
    assert rows_of_accounts() == before
    assert AccountMail.objects.get().kind == "account_already_exists"


def rows_of_accounts() -> dict[str, Any]:
    """Return the tables of accounts, but for the log of the mails to their owners."""
    rows = state()
    log = AccountMail._meta.label
    names = (name for name in rows if name.startswith("account") and name != log)
    return {label: rows[label] for label in names}


def test_signing_up_answers_alike_for_a_taken_and_a_free_address():
    UserFactory(email=TAKEN)

    taken, free = (
        Client().post("/account/signup/", FORM | {"email": email})
        for email in (TAKEN, FORM["email"])
    )

    assert taken["Location"] == free["Location"] == "/account/confirm-email/"
    assert set(taken.headers) == set(free.headers)
    assert set(taken.cookies) == set(free.cookies)

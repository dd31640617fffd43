"""Mails about accounts in the back office: that they went out, never what they said."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from accounts.models import AccountMail
from database.queue.breaker import breaker
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


def ask(email: str) -> None:
    Client().post("/account/password/reset/", {"email": email})


def page(row: AccountMail) -> str:
    return reverse("admin:accounts_accountmail_change", args=[row.pk])


LIST = "/admin/accounts/accountmail/"


def test_a_mail_that_went_out_is_logged_without_its_link(owner):
    user = UserFactory(email="ada@shop.example")

    ask(user.email)

    row = AccountMail.objects.get()
    assert (row.kind, row.recipient) == ("password_reset_key", "ada@shop.example")
    assert (row.status, row.attempts, row.error) == ("sent", 1, "")
    assert (row.user, row.subject) == (user, django_mail.outbox[0].subject)
    key = re.search(r"reset/key/(\S+)/", django_mail.outbox[0].body)[1]
    shown = owner.get(page(row)).content.decode()
    assert "Not kept: mails about accounts contain links" in shown
    assert key not in shown
    assert "1 account mail\n" in owner.get(LIST).content.decode()
    assert key not in str(AccountMail.objects.values())


def test_a_mail_that_failed_says_why_and_counts_its_tries(monkeypatch, owner):
    def hang(*args: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(EmailBackend, "send_messages", hang)
    ask(UserFactory(email="ada@shop.example").email)
    breaker.forget()

    row = AccountMail.objects.get()
    assert (row.status, row.attempts) == ("failed", 1)
    assert row.error == "TimeoutError: timed out"
    assert row.sent_at is None
    assert "TimeoutError: timed out" in owner.get(LIST).content.decode()


def test_an_address_without_an_account_is_logged_too():
    ask("nobody@shop.example")

    row = AccountMail.objects.get()
    assert (row.kind, row.user) == ("unknown_account", None)


def test_a_mail_is_found_by_the_beginning_of_its_address(owner):
    for name in ("ada", "bea"):
        AccountMail.objects.create(
            kind="welcome", key=name, recipient=f"{name}@shop.example"
        )

    shown = owner.get(LIST, {"q": "ADA@"}).content.decode()

    assert "ada@shop.example" in shown
    assert "bea@shop.example" not in shown


def test_mails_to_staff_are_for_their_manager(owner, as_role):
    boss = UserFactory(is_staff=True)
    row = AccountMail.objects.create(
        kind="welcome", key="x", recipient="boss@shop.example", user=boss
    )
    support = as_role("support")

    assert "boss@shop.example" in owner.get(LIST).content.decode()
    assert "boss@shop.example" not in support.get(LIST).content.decode()
    assert support.get(page(row)).status_code == 302


def test_the_page_of_a_customer_shows_their_mails(owner):
    user = UserFactory(email="ada@shop.example")
    ask(user.email)

    person = reverse("admin:accounts_user_change", args=[user.pk])
    shown = owner.get(person).content.decode()

    assert "Latest mails about the account" in shown
    assert page(AccountMail.objects.get()) in shown


def test_both_lists_of_mails_lead_to_each_other(owner):
    orders = reverse("admin:orders_mail_changelist")

    assert f'href="{LIST}"' in owner.get(orders).content.decode()
    assert f'href="{orders}"' in owner.get(LIST).content.decode()


def test_addresses_are_for_those_who_see_personal_data(as_role):
    user = UserFactory(email="ada@shop.example")
    row = AccountMail.objects.create(
        kind="welcome", key="x", recipient=user.email, user=user
    )
    clerk = as_role("accounting")
    of_log = Permission.objects.get(codename="view_accountmail")
    Group.objects.get(name="accounting").permissions.add(of_log)

    answers = [clerk.get(address) for address in (LIST, page(row), "/admin/")]
    person = clerk.get(reverse("admin:accounts_user_change", args=[user.pk]))

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert LIST not in answers[2].content.decode()
    assert "Latest mails about the account" not in person.content.decode()

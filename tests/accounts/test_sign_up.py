"""Sign-up, confirmation, login and a forgotten password."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.models import User
from database.models import OutboxMessage
from database.queue.breaker import breaker
from database.queue.outbox import deliver_due
from orders.models import Order
from tests.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"email": "ada@shop.example", "password1": "a long lane to Bath"}


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


def link_in(message):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)[1]


def test_signing_up_sends_a_link_in_our_words(client):
    response = client.post("/account/signup/", FORM)

    assert response["Location"] == "/account/confirm-email/"
    assert User.objects.get().is_verified is False
    assert mail.outbox[0].subject == "Kontor: Confirm your e-mail address"
    assert "Kontor" in mail.outbox[0].body


def test_in_the_same_browser_the_link_confirms_and_signs_in(client):
    client.post("/account/signup/", FORM)

    confirmed = client.post(link_in(mail.outbox[0]))

    assert confirmed["Location"] == "/account/"
    assert User.objects.get().is_verified is True
    assert client.get("/account/").status_code == 200


def test_another_browser_is_asked_for_the_password_and_signed_in_with_it(client):
    client.post("/account/signup/", FORM)
    other = Client()
    link = link_in(mail.outbox[0])

    page = other.get(link).content.decode()
    confirmed = other.post(link, {"password": FORM["password1"]})

    assert 'name="password"' in page
    assert confirmed["Location"] == "/account/"
    assert User.objects.get().is_verified is True
    assert other.get("/account/").status_code == 200


def test_the_link_alone_does_not_give_a_stranger_the_owners_orders(client):
    OrderFactory(customer=None, email="ada@shop.example")
    client.post("/account/signup/", FORM)
    owner, link = Client(), link_in(mail.outbox[-1])

    answers = [owner.post(link), owner.post(link, {"password": "not this one"})]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Enter your password." in answers[0].content.decode()
    assert User.objects.get().is_verified is False
    assert Order.objects.get().customer is None
    assert owner.get("/account/").status_code == 302


def test_wrong_passwords_at_the_link_count_as_those_of_a_login(client):
    client.post("/account/signup/", FORM)
    owner, link = Client(), link_in(mail.outbox[-1])

    for _ in range(2):
        owner.post(link, {"password": "not this one"})

    assert User.objects.get().failed_login_attempts == 2


def test_a_second_address_is_confirmed_by_whoever_knows_the_password(client):
    ada = UserFactory(email="ada@shop.example")
    client.force_login(ada)
    EmailAddress.objects.create(user=ada, email="ada@home.example", verified=False)
    row = EmailAddress.objects.get(email="ada@home.example")
    link = f"/account/confirm-email/{EmailConfirmationHMAC(row).key}/"
    other = Client()

    assert other.post(link).status_code == 422
    assert EmailAddress.objects.get(pk=row.pk).verified is False
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get(pk=row.pk).verified is True


def test_a_link_signs_nobody_in_who_signed_up_for_another_account(client):
    client.post("/account/signup/", FORM)
    hers = link_in(mail.outbox[-1])
    other = Client()
    other.post("/account/signup/", FORM | {"email": "eve@shop.example"})

    refused = other.post(hers)

    assert refused.status_code == 422
    assert User.objects.get(email="ada@shop.example").is_verified is False
    assert other.get("/account/").status_code == 302


def test_a_lock_set_meanwhile_keeps_the_link_from_signing_in(client):
    client.post("/account/signup/", FORM)
    until = timezone.now() + timedelta(minutes=30)
    User.objects.update(locked_until=until)

    confirmed = client.post(link_in(mail.outbox[0]))

    assert confirmed["Location"] == "/account/login/"
    assert User.objects.get().is_verified is True
    assert client.get("/account/").status_code == 302


def test_long_after_the_password_it_is_asked_for_again(client):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        client.post("/account/signup/", FORM)
    link = link_in(mail.outbox[0])

    assert client.post(link).status_code == 422
    assert User.objects.get().is_verified is False
    assert client.post(link, {"password": FORM["password1"]})["Location"] == "/account/"


def test_a_lock_keeps_the_link_from_signing_in_with_the_address_filled_in(client):
    client.post("/account/signup/", FORM)
    User.objects.update(locked_until=timezone.now() + timedelta(minutes=30))
    client.post(link_in(mail.outbox[0]))

    pages = [client.get("/account/login/").content.decode() for _ in "12"]

    assert ["ada@shop.example" in page for page in pages] == [True, False]


def test_the_confirmed_address_brings_the_guests_orders(client):
    OrderFactory(customer=None, email="ada@shop.example")
    client.post("/account/signup/", FORM)

    assert Order.objects.get().customer is None
    client.post(link_in(mail.outbox[-1]))

    assert Order.objects.get().customer == User.objects.get()


def test_a_known_address_is_answered_like_a_new_one(client):
    UserFactory(email="ada@shop.example")

    response = client.post("/account/signup/", FORM)

    assert response["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1
    assert "already has an account" in mail.outbox[0].body


def test_the_user_name_is_made_of_the_address(client):
    client.post("/account/signup/", FORM)

    assert User.objects.get().username == "ada"


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_user_name_is_given_out_once_and_nobody_is_told(client, is_deleted):
    taken = UserFactory(username="ada", email="other@shop.example")
    if is_deleted:
        taken.soft_delete()

    response = client.post("/account/signup/", FORM | {"username": "ada"})

    assert response["Location"] == "/account/confirm-email/"
    name = User.objects.get(email="ada@shop.example").username
    assert re.fullmatch(r"ada\d+", name)


def test_the_address_of_somebody_deleted_is_never_a_fault(client):
    UserFactory(email="ada@shop.example").soft_delete()

    response = client.post("/account/signup/", FORM)

    assert response.status_code == 302
    assert User.all_objects.count() == 1


def close(user, how):
    if how == "deleted":
        user.soft_delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["deleted", "inactive"])
def test_the_mails_about_a_closed_account_agree_and_say_to_whom_to_write(
    client, settings, how
):
    settings.DEFAULT_FROM_EMAIL = "Kontor <hello@shop.example>"
    close(UserFactory(email="ada@shop.example"), how)

    client.post("/account/signup/", FORM)
    client.post("/account/password/reset/", {"email": "ADA@shop.example"})

    sign_up, reset = mail.outbox
    assert (sign_up.subject, sign_up.body) == (reset.subject, reset.body)
    assert sign_up.to == reset.to == ["ada@shop.example"]
    assert sign_up.subject == "Kontor: The account with this address is closed"
    assert "write to hello@shop.example" in " ".join(sign_up.body.split())
    assert "/account/" not in sign_up.body


@pytest.mark.parametrize("path", ["signup", "password/reset"])
def test_the_page_does_not_tell_that_an_account_is_closed(client, path):
    UserFactory(email="ada@shop.example").soft_delete()
    new = FORM | {"email": "new@shop.example"}

    closed, free = (client.post(f"/account/{path}/", form) for form in (FORM, new))

    assert closed.status_code == free.status_code == 302
    assert closed["Location"] == free["Location"]


def test_a_confirmed_second_address_of_somebody_deleted_leads_on_too(client):
    deleted = UserFactory(email="ada.old@shop.example")
    EmailAddress.objects.create(user=deleted, email=FORM["email"], verified=True)
    deleted.soft_delete()

    client.post("/account/password/reset/", {"email": FORM["email"]})

    assert "is closed" in mail.outbox[0].subject


def test_a_restored_person_gets_the_link_again(client):
    user = UserFactory(email="ada@shop.example")
    user.soft_delete()
    user.restore()

    client.post("/account/password/reset/", {"email": "ada@shop.example"})

    assert "choose a new password" in mail.outbox[0].body


def test_a_mail_server_that_is_down_keeps_nobody_from_signing_up(client, monkeypatch):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", refuse)
        page = client.post("/account/signup/", FORM, follow=True)
    assert (page.status_code, mail.outbox) == (200, [])

    OutboxMessage.objects.update(due_at=timezone.now())
    breaker.forget()
    assert deliver_due() == (1, 0)
    assert [message.to for message in mail.outbox] == [["ada@shop.example"]]


def test_a_confirmed_person_without_a_row_in_allauth_may_log_in(client):
    user = UserFactory()

    fields = {"login": user.username, "password": "open sesame"}
    response = client.post("/account/login/", fields)

    assert response["Location"] == "/account/"


def test_a_wrong_password_says_one_thing_for_everybody(client):
    UserFactory(username="ada")

    pages = [
        client.post("/account/login/", {"login": name, "password": "wrong"})
        for name in ("ada", "nobody")
    ]

    for page in pages:
        assert "user name or password is wrong" in page.content.decode()


def test_a_forgotten_password_is_replaced_by_the_link(client):
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})

    form = client.get(link_in(mail.outbox[0]), follow=True)
    new = {"password1": "another long lane", "password2": "another long lane"}
    client.post(form.request["PATH_INFO"], new)

    user.refresh_from_db()
    assert user.check_password("another long lane")


def test_an_unknown_address_is_answered_like_a_known_one(client):
    response = client.post("/account/password/reset/", {"email": "no@shop.example"})

    assert response["Location"] == "/account/password/reset/done/"


@pytest.mark.parametrize(
    "path",
    ["login", "signup", "password/reset", "password/reset/done", "confirm-email"],
)
def test_the_doors_open_to_guests(client, path):
    assert client.get(f"/account/{path}/").status_code == 200

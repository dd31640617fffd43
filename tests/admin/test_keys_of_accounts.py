"""What opens an account or the back office: asked for again, told, and logged."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.mails import sealed as sealed_mail
from accounts.models import User
from database.models import AuditEntry, OutboxMessage
from tests.accounts.test_logins import CHROME, FIREFOX, log_in
from tests.admin.conftest import member, sentences
from tests.admin.test_asked_again import ASKED, address_form
from tests.factories import UserFactory
from tests.support.codes import signed_in_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def sure() -> Client:
    """Return an owner who has just said again who they are."""
    return signed_in_again(member("owner"))


def logged(operation: str) -> dict:
    return AuditEntry.objects.get(operation=operation).details


def role_form(role: Group, *permissions: Permission) -> tuple[str, dict]:
    page = reverse("admin:auth_group_change", args=[role.pk])
    return page, {"name": role.name, "permissions": [p.pk for p in permissions]}


def test_staff_end_one_session_and_leave_the_others():
    ada = UserFactory()
    lost, kept = log_in(ada, agent=CHROME), log_in(ada, agent=FIREFOX)
    session = UserSession.objects.get(session_key=lost.session.session_key)
    support = Client()
    support.force_login(member("support"))

    page = reverse("admin:accounts_user_change", args=[ada.pk])
    assert reverse("admin:accounts_user_session", args=[ada.pk, session.pk]) in (
        support.get(page).content.decode()
    )
    answer = support.post(
        reverse("admin:accounts_user_session", args=[ada.pk, session.pk]), follow=True
    )

    assert sentences(answer) == f"The device of {ada} is signed out."
    assert lost.get("/account/").status_code == 302
    assert kept.get("/account/").status_code == 200
    assert logged("accounts.end_session") == {"user": ada.username}


def test_a_session_of_somebody_else_is_not_ended_by_a_wrong_address(sure):
    ada, bea = UserFactory(), UserFactory()
    theirs = log_in(bea)
    session = UserSession.objects.get(session_key=theirs.session.session_key)

    answer = sure.post(
        reverse("admin:accounts_user_session", args=[ada.pk, session.pk]), follow=True
    )

    assert sentences(answer) == "That device was already signed out."
    assert theirs.get("/account/").status_code == 200


@pytest.mark.parametrize("has_history", [True, False])
def test_the_old_address_hears_of_a_new_one_and_no_address_lies_in_queue_or_log(
    has_history,
):
    ada = UserFactory(email="old@post.example")
    if not has_history:
        ada.history.all().delete()
    support = signed_in_again(member("support"))
    page, posted = address_form(ada, email="new@post.example")

    support.post(page, posted)

    message = OutboxMessage.objects.get(kind="account_mail")
    row = AuditEntry.objects.get(operation="accounts.email_changed")
    assert "post.example" not in f"{message.key} {message.payload}"
    assert "post.example" not in f"{row.message} {row.details}"
    sealed_mail.send(**message.payload)
    (letter,) = [m for m in mail.outbox if "new e-mail address" in m.subject]
    assert letter.to == ["old@post.example"]
    assert "new@post.example" not in letter.body


def test_another_name_tells_nobody(as_role):
    page, posted = address_form(UserFactory(), first_name="Ada")

    as_role("support").post(page, posted)

    assert not OutboxMessage.objects.filter(kind="account_mail").exists()


def test_a_role_is_given_after_a_question_and_logged(owner, sure):
    ada = UserFactory(is_staff=True)
    role = Group.objects.get(name="catalogue")
    page, posted = address_form(ada, is_staff="on", groups=str(role.pk))

    asked = owner.post(page, posted)
    assert asked["Location"].startswith(ASKED)
    assert not ada.groups.exists()
    sure.post(page, posted)

    assert ada.groups.get() == role
    assert logged("accounts.roles") == {
        "user": ada.username,
        "given": ["catalogue"],
        "taken": [],
    }


def test_a_role_asks_also_where_the_address_is_not_posted(owner):
    ada = UserFactory(is_staff=True)
    role = Group.objects.get(name="owner")
    page, posted = address_form(ada, is_staff="on", groups=str(role.pk))
    del posted["email"]

    asked = owner.post(page, posted)

    assert asked["Location"].startswith(ASKED)
    ada.refresh_from_db()
    assert not ada.groups.exists()
    assert ada.email


def test_a_new_account_asks_before_its_form_and_keeps_no_password(owner):
    role = Group.objects.get(name="owner")
    page = reverse("admin:accounts_user_add")
    password = "five green bottles"

    asked = owner.post(
        page,
        {
            "username": "sneak",
            "usable_password": "true",
            "password1": password,
            "password2": password,
            "is_staff": "on",
            "groups": str(role.pk),
        },
    )

    assert asked["Location"].startswith(ASKED)
    assert owner.get(page)["Location"].startswith(ASKED)
    assert not User.objects.filter(username="sneak").exists()
    assert password not in str(dict(owner.session))


def test_rights_of_a_role_change_after_a_question_and_are_logged(owner, sure):
    role = Group.objects.create(name="helpers")
    right = Permission.objects.get(codename="refund_payment")
    page, posted = role_form(role, right)

    asked = owner.post(page, posted)
    assert asked["Location"].startswith(ASKED)
    assert not role.permissions.exists()
    sure.post(page, posted)

    assert role.permissions.get() == right
    assert logged("accounts.role") == {
        "role": "helpers",
        "given": ["orders.refund_payment"],
        "taken": [],
    }


@pytest.mark.parametrize("way", ["page", "list"])
def test_a_role_that_somebody_has_is_not_deleted(way, sure):
    role = Group.objects.get(name="support")
    member("support")
    if way == "page":
        address, posted = reverse("admin:auth_group_delete", args=[role.pk]), {}
    else:
        address = reverse("admin:auth_group_changelist")
        posted = {"action": "delete_selected", "_selected_action": [role.pk]}

    answer = sure.post(address, {**posted, "post": "yes"}, follow=True)

    assert Group.objects.filter(name="support").exists()
    assert "1 person has this role" in answer.content.decode()


def test_an_empty_role_is_deleted_after_a_question_and_logged(owner, sure):
    role = Group.objects.create(name="helpers")
    page = reverse("admin:auth_group_delete", args=[role.pk])

    asked = owner.post(page, {"post": "yes"})
    assert asked["Location"].startswith(ASKED)
    assert Group.objects.filter(pk=role.pk).exists()
    sure.post(page, {"post": "yes"})

    assert not Group.objects.filter(pk=role.pk).exists()
    assert logged("accounts.role_removed") == {"role": "helpers"}


def test_the_list_deletes_an_empty_role_after_a_question_as_well(owner, sure):
    role = Group.objects.create(name="helpers")
    page = reverse("admin:auth_group_changelist")
    posted = {
        "action": "delete_selected",
        "_selected_action": [role.pk],
        "post": "yes",
    }

    asked = owner.post(page, posted)
    assert asked["Location"].startswith(ASKED)
    assert Group.objects.filter(pk=role.pk).exists()
    sure.post(page, posted)

    assert not Group.objects.filter(pk=role.pk).exists()
    assert logged("accounts.role_removed") == {"role": "helpers"}

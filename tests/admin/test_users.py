"""Accounts in the back office, and the one login."""

import pytest
from django.urls import reverse

from accounts.models import User
from database.models import AuditEntry
from tests.admin.conftest import member, sentences
from tests.factories import UserFactory
from tests.support.codes import signed_in_again

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "five green bottles"


def enter(client, name, password=PASSWORD):
    url = f"{reverse('account_login')}?next=/admin/"
    return client.post(url, {"login": name, "password": password})


@pytest.fixture
def owner():
    """Return an owner who has just said again who they are."""
    return signed_in_again(member("owner"))


def add(client, **fields):
    posted = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("admin:accounts_user_add"), {**posted, **fields})


def test_staff_made_in_the_admin_can_log_in_at_once(owner, client):
    add(owner, username="Rowan", email="Rowan@Shop.example", is_staff="on")

    response = enter(client, "rowan@shop.example")

    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    rowan = User.objects.get(username="rowan")
    assert (rowan.wallet.balance, rowan.points_account.balance) == (0, 0)


def test_a_superuser_without_an_address_can_log_in(client):
    User.objects.create_superuser("root", password=PASSWORD)

    enter(client, "root")

    assert client.get("/admin/").status_code == 200


def test_a_customer_still_confirms_the_address(owner, client):
    add(owner, username="ada", email="ada@mail.example")

    enter(client, "ada")

    assert "_auth_user_id" not in client.session


def test_the_admin_has_no_login_of_its_own(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/account/login/")
    assert "next=%2Fadmin%2F" in response.redirect_chain[-1][0]


@pytest.mark.parametrize("column", ["username", "email"])
def test_the_name_of_somebody_deleted_is_a_sentence(owner, column):
    gone = UserFactory()
    gone.soft_delete()
    fields = {"username": "new", "email": "new@mail.example"}

    response = add(owner, **fields | {column: getattr(gone, column).upper()})

    assert "already" in response.content.decode()
    assert not User.all_objects.filter(username="new").exists()


def test_a_new_password_touches_nothing_else():
    ada, owner = UserFactory(failed_login_attempts=3), signed_in_again(member("owner"))
    url = reverse("admin:auth_user_password_change", args=[ada.pk])
    posted = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}

    owner.post(url, posted)

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert (ada.failed_login_attempts, ada.version) == (3, 1)


def test_a_new_address_is_not_taken_for_confirmed():
    ada, owner = UserFactory(is_verified=True), signed_in_again(member("owner"))
    fields = {"username": ada.username, "email": "new@mail.example", "is_active": "on"}

    url = reverse("admin:accounts_user_change", args=[ada.pk])
    owner.post(url, {**fields, "seen_version": ada.version})

    ada.refresh_from_db()
    assert (ada.email, ada.is_verified, ada.version) == ("new@mail.example", False, 2)


def test_a_role_whose_key_is_beyond_all_numbers_is_a_sentence(owner):
    response = add(owner, username="new", groups="1" + "0" * 30)

    assert "Select a valid choice." in response.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_nobody_deletes_the_account_in_use(client):
    boss = User.objects.create_superuser("root", password=PASSWORD)
    client.force_login(boss)

    url = reverse("admin:accounts_user_delete", args=[boss.pk])
    response = client.post(url, {"post": "yes"}, follow=True)

    assert "This is your own account." in sentences(response)
    assert not User.all_objects.get().is_deleted


def test_a_deleted_user_cannot_log_in_and_a_restored_one_can(owner, client):
    ada = UserFactory(is_staff=True)
    owner.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"})
    enter(client, ada.username, "open sesame")
    assert "_auth_user_id" not in client.session

    owner.post(reverse("admin:accounts_user_restore", args=[ada.pk]))
    enter(client, ada.username, "open sesame")

    assert "_auth_user_id" in client.session
    kinds = AuditEntry.objects.values_list("operation", flat=True)
    assert sorted(kinds) == ["accounts.user.delete", "accounts.user.restore"]

"""The devices on which an account is open."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import end_sessions, lock_user, unlock_user
from tests.accounts.test_logins import CHROME, FIREFOX, PASSWORD, log_in
from tests.admin.conftest import member
from tests.factories import StaffFactory, UserFactory
from tests.support.codes import signed_in_again

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a long lane to Bath"


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_devices_are_listed_in_words():
    user = UserFactory()
    log_in(user, agent=CHROME, address="198.51.100.1")
    here = log_in(user, agent=FIREFOX)

    page = here.get("/account/sessions/").content.decode()

    assert page.index("Firefox on Android") < page.index("This device")
    assert page.index("This device") < page.index("Chrome on Linux")
    assert "198.51.100.1" in page


def test_one_device_is_signed_out():
    user = UserFactory()
    other, here = log_in(user, agent=CHROME), log_in(user)
    session = UserSession.objects.get(session_key=other.session.session_key)

    here.post(f"/account/sessions/{session.pk}/end/")

    assert not is_in(other)
    assert is_in(here)


def test_a_device_of_another_is_left_alone():
    theirs, mine = log_in(UserFactory()), log_in(UserFactory())
    session = UserSession.objects.get(session_key=theirs.session.session_key)

    mine.post(f"/account/sessions/{session.pk}/end/")

    assert is_in(theirs)


def test_all_other_devices_are_signed_out():
    user = UserFactory()
    others, here = [log_in(user) for _ in range(3)], log_in(user)

    page = here.post("/account/sessions/end-others/", follow=True).content.decode()

    assert "3 other devices are signed out." in page
    assert [is_in(other) for other in others] == [False] * 3
    assert is_in(here)


def test_a_new_password_signs_the_others_out():
    user = UserFactory()
    other, here = log_in(user, agent=CHROME), log_in(user)

    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post("/account/password/change/", fields)

    assert is_in(here)
    assert not is_in(other)
    assert UserSession.objects.get().session_key == here.session.session_key
    assert Session.objects.filter(pk=other.cookies["sessionid"].value).count() == 0


def test_a_password_set_by_the_staff_signs_everybody_out():
    user, client = UserFactory(), signed_in_again(StaffFactory())
    here = log_in(user)

    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    client.post(f"/admin/accounts/user/{user.pk}/password/", fields)

    assert not is_in(here)
    assert not UserSession.objects.filter(user=user).exists()


def test_the_session_has_a_new_name_after_the_login():
    user = UserFactory()
    client = Client()
    client.get("/account/login/")
    session = client.session
    session["basket"] = "kept"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    client.post("/account/login/", {"login": user.username, "password": PASSWORD})

    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert is_in(client)


def test_a_login_lasts_a_day_and_longer_while_it_is_used():
    user = UserFactory()
    used, unused = log_in(user), log_in(user)
    now = timezone.now()

    with time_machine.travel(now + timedelta(hours=23)):
        assert is_in(used)
        assert used.cookies["sessionid"]["max-age"] == 60 * 60 * 24
    with time_machine.travel(now + timedelta(hours=25)):
        assert is_in(used)
        assert not is_in(unused)
        page = used.get("/account/sessions/").content.decode()
        assert page.count("Signed in on") == 1
    with time_machine.travel(now + timedelta(hours=50)):
        assert not is_in(used)


@pytest.mark.usefixtures("ways_to_deliver_known")
def test_reading_pages_does_not_write_each_time(django_assert_max_num_queries):
    client = log_in(UserFactory())

    with django_assert_max_num_queries(4) as queries:
        client.get("/account/profile/")

    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs == {"SELECT"}


def test_a_locked_account_is_signed_out_and_stays_shut():
    user = UserFactory()
    client = log_in(user)

    assert lock_user(user_id=user.pk)
    assert not lock_user(user_id=user.pk)

    assert not is_in(client)
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        assert not is_in(log_in(user))
    assert unlock_user(user_id=user.pk)
    assert not unlock_user(user_id=user.pk)
    assert is_in(log_in(user))


def test_ended_sessions_are_counted():
    user = UserFactory()
    clients = [log_in(user) for _ in range(2)]

    assert end_sessions(user_id=user.pk) == 2
    assert end_sessions(user_id=user.pk) == 0
    assert [is_in(client) for client in clients] == [False, False]


@pytest.mark.usefixtures("ways_to_deliver_known")
def test_the_pages_cost_the_same_for_one_device_and_for_many(
    django_assert_max_num_queries,
):
    user = UserFactory()
    for _ in range(4):
        log_in(user)
    client = log_in(user)

    for path in ("sessions", "security"):
        with django_assert_max_num_queries(7):
            assert client.get(f"/account/{path}/").status_code == 200


def test_staff_lock_and_unlock_on_the_page_of_a_person(client):
    user = UserFactory()
    here = log_in(user)
    client.force_login(StaffFactory())
    door = f"/admin/accounts/user/{user.pk}/door"

    client.post(f"{door}/lock/")
    assert User.objects.get(pk=user.pk).is_locked
    assert not is_in(here)

    client.post(f"{door}/unlock/")
    assert is_in(log_in(user))


def test_staff_do_not_lock_themselves_out(client):
    staff = StaffFactory()
    client.force_login(staff)

    client.post(f"/admin/accounts/user/{staff.pk}/door/lock/")

    assert not User.objects.get(pk=staff.pk).is_locked


def test_only_managers_of_staff_lock_staff(as_support):
    staff = StaffFactory()

    as_support.post(f"/admin/accounts/user/{staff.pk}/door/lock/")

    assert not User.objects.get(pk=staff.pk).is_locked


@pytest.fixture
def as_support() -> Client:
    client = Client()
    client.force_login(member("support"))
    return client

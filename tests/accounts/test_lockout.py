"""Five failures in a row shut an account for half an hour, try by try."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.models.users import LOCKED_FOR_GOOD
from accounts.services import lock_user, unlock_user
from accounts.services.lockout import (
    Attempt,
    begin_attempt,
    hand_back,
    is_locked,
    settle_login,
)
from database.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 5, 4, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def noon():
    """Stop the clock; `.move_to` sets it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ada():
    UserFactory(username="bob", failed_login_attempts=1)
    return UserFactory(username="ada")


def state(user):
    """Return the failures that count and the end of the lock."""
    fields = User.objects.values_list("failed_login_attempts", "locked_until")
    return fields.get(pk=user.pk)


def others_are_as_they_were():
    others = User.objects.exclude(username="ada")
    return list(others.values_list("failed_login_attempts", "locked_until")) == [
        (1, None)
    ]


def failures(user, count):
    return [begin_attempt(user.pk) for _ in range(count)]


def test_the_fifth_try_locks_and_the_sixth_is_not_looked_at(ada):
    tries = failures(ada, 6)

    assert tries == [
        *(Attempt(ada.pk, number, None) for number in (1, 2, 3, 4)),
        Attempt(ada.pk, 5, UNTIL),
        None,
    ]
    assert state(ada) == (5, UNTIL)
    assert others_are_as_they_were()


def test_four_failures_lock_nobody(ada):
    failures(ada, 4)

    assert state(ada) == (4, None)
    assert not is_locked(ada.pk)


def test_the_lock_holds_to_its_last_moment(ada, noon):
    failures(ada, 5)

    noon.move_to(UNTIL - timedelta(microseconds=1))

    assert is_locked(ada.pk)
    assert begin_attempt(ada.pk) is None


def test_the_end_of_a_lock_is_a_fresh_start(ada, noon):
    failures(ada, 5)

    noon.move_to(UNTIL)

    assert not is_locked(ada.pk)
    assert begin_attempt(ada.pk) == Attempt(ada.pk, 1, None)
    assert state(ada) == (1, None)
    assert others_are_as_they_were()


def test_the_right_secret_takes_its_own_try_back(ada):
    *_, last = failures(ada, 3)

    assert hand_back(last) is True
    assert state(ada) == (2, None)
    assert others_are_as_they_were()


def test_the_right_secret_at_the_last_try_opens_what_that_try_shut(ada):
    *_, last = failures(ada, 5)

    assert hand_back(last) is True
    assert state(ada) == (4, None)


def test_a_try_that_somebody_forgot_meanwhile_is_not_less_than_none(ada):
    (only,) = failures(ada, 1)
    unlock_user(user_id=ada.pk)

    assert hand_back(only) is True
    assert state(ada) == (0, None)


def test_the_right_secret_counts_where_somebody_opened_the_account_meanwhile(ada):
    *_, last = failures(ada, 5)
    unlock_user(user_id=ada.pk)

    assert hand_back(last) is True
    assert state(ada) == (0, None)


def test_the_right_secret_does_not_open_what_a_rival_shut(ada):
    fourth, _fifth = failures(ada, 5)[-2:]

    assert hand_back(fourth) is False
    assert state(ada) == (5, UNTIL)


def test_the_right_secret_does_not_open_what_the_staff_shut(ada):
    *_, last = failures(ada, 5)
    lock_user(user_id=ada.pk)

    assert hand_back(last) is False
    assert state(ada) == (5, LOCKED_FOR_GOOD)


def test_a_login_forgets_the_failures_before_it(ada):
    failures(ada, 2)

    settle_login(ada, address="203.0.113.7")

    assert (ada.last_login_at, ada.last_login_ip) == (NOW, "203.0.113.7")
    stored = User.objects.get(pk=ada.pk)
    assert (stored.last_login_at, stored.last_login_ip) == (NOW, "203.0.113.7")
    assert state(ada) == (0, None)
    assert others_are_as_they_were()


def test_a_login_forgets_no_failures_of_a_locked_account(ada):
    failures(ada, 5)

    settle_login(ada, address=None)

    assert state(ada) == (5, UNTIL)


def test_an_account_is_locked_until_staff_open_it(ada):
    assert lock_user(user_id=ada.pk) is True
    assert state(ada) == (0, LOCKED_FOR_GOOD)
    assert lock_user(user_id=ada.pk) is False
    assert others_are_as_they_were()
    done = AuditEntry.objects.get(operation="accounts.lock")
    assert (done.message, done.details["user"]) == ("ada was locked.", "ada")


def test_a_lock_is_made_longer_and_never_shorter(ada):
    lock_user(user_id=ada.pk, until=UNTIL)

    assert lock_user(user_id=ada.pk, until=UNTIL) is False
    assert lock_user(user_id=ada.pk, until=UNTIL - timedelta(minutes=1)) is False
    assert state(ada) == (0, UNTIL)
    assert lock_user(user_id=ada.pk, until=UNTIL + timedelta(minutes=1)) is True
    assert state(ada) == (0, UNTIL + timedelta(minutes=1))


def test_a_lock_ends_the_sessions_of_its_account(ada, client):
    client.force_login(ada)
    key = client.session.session_key
    UserSession.objects.create(user=ada, session_key=key, ip="203.0.113.7")

    lock_user(user_id=ada.pk)

    assert AuditEntry.objects.get().details["sessions_ended"] == 1
    assert not Session.objects.filter(pk=key).exists()


def test_unlocking_opens_the_account_and_forgets_its_failures(ada):
    failures(ada, 5)

    assert unlock_user(user_id=ada.pk) is True
    assert state(ada) == (0, None)
    assert others_are_as_they_were()
    done = AuditEntry.objects.get(operation="accounts.unlock")
    assert (done.message, done.details) == ("ada was unlocked.", {"user": "ada"})


def test_unlocking_forgets_one_failure_of_an_open_account(ada):
    failures(ada, 1)

    assert unlock_user(user_id=ada.pk) is True
    assert state(ada) == (0, None)


def test_unlocking_opens_a_lock_without_failures(ada):
    lock_user(user_id=ada.pk)

    assert unlock_user(user_id=ada.pk) is True
    assert state(ada) == (0, None)


def test_an_open_account_is_not_unlocked(ada):
    assert unlock_user(user_id=ada.pk) is False
    assert not AuditEntry.objects.exists()

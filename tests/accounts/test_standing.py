"""Many accounts at once: each changes, or says why it does not."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from accounts.services import standing
from accounts.services.standing import Act, change_standing, foresee
from database.context import acting_as
from database.models import AuditEntry, OutboxMessage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def do(act, *users, **names):
    keys = [user.pk for user in users]
    outcomes = change_standing(act=act, user_ids=keys, **names)
    return {outcome.user.username: outcome.reason for outcome in outcomes}


def test_the_preview_changes_nothing():
    ada, ben = UserFactory(username="ada"), UserFactory(username="ben", is_active=False)

    seen = foresee(act=Act.DEACTIVATE, user_ids=[ada.pk, ben.pk])

    assert [(row.user.username, row.reason) for row in seen] == [
        ("ada", ""),
        ("ben", "inactive already"),
    ]
    ada.refresh_from_db()
    assert ada.is_active
    assert not AuditEntry.objects.exists()


def test_deactivating_signs_out_and_keeps_the_history(client):
    ada, ben = UserFactory(username="ada"), UserFactory(username="ben", is_active=False)
    client.force_login(ada)
    client.get("/account/")

    assert do(Act.DEACTIVATE, ada, ben) == {"ada": "", "ben": "inactive already"}

    ada.refresh_from_db()
    assert (ada.is_active, ada.version) == (False, 2)
    assert ada.history.latest().is_active is False
    assert client.get("/account/").status_code == 302
    noted = AuditEntry.objects.get(operation="accounts.bulk.deactivate")
    assert noted.details == {"users": ["ada"]}


def test_activating_brings_back_and_not_the_deleted():
    ada, gone = UserFactory(username="ada", is_active=False), UserFactory(username="x")
    gone.soft_delete()

    assert do(Act.ACTIVATE, ada, gone) == {"ada": "", "x": "deleted; restore it first"}
    ada.refresh_from_db()
    gone.refresh_from_db()
    assert (ada.is_active, gone.is_active) == (True, False)


def test_nobody_deactivates_himself():
    boss = UserFactory(username="boss", is_staff=True)

    with acting_as(user_id=boss.pk):
        assert do(Act.DEACTIVATE, boss) == {"boss": "your own account"}

    boss.refresh_from_db()
    assert boss.is_active


def test_verifying_confirms_the_address_and_leaves_the_mails_to_the_worker():
    ada = UserFactory(username="ada", is_verified=False, email_verified_at=None)
    nameless = UserFactory(username="b", email=None, is_verified=False)
    known = UserFactory(username="c")

    assert do(Act.VERIFY, ada, nameless, known) == {
        "ada": "",
        "b": "without an e-mail address",
        "c": "verified already",
    }

    ada.refresh_from_db()
    assert ada.is_verified
    assert EmailAddress.objects.get(user=ada).verified
    waiting = OutboxMessage.objects.filter(attempts=0, done_at=None)
    kinds = sorted(waiting.values_list("kind", flat=True))
    assert kinds == ["email_confirmed", "welcome"]


def test_unlocking_forgets_the_failures():
    later = timezone.now() + timedelta(minutes=30)
    ada = UserFactory(username="ada", locked_until=later, failed_login_attempts=5)
    ben = UserFactory(username="ben", failed_login_attempts=2)
    old = timezone.now() - timedelta(minutes=1)
    calm = UserFactory(username="calm", locked_until=old)

    assert do(Act.UNLOCK, ada, ben, calm) == {
        "ada": "",
        "ben": "",
        "calm": "not locked",
    }
    rows = User.objects.filter(username__in=["ada", "ben"])
    assert set(rows.values_list("failed_login_attempts", "locked_until")) == {(0, None)}


def test_a_refusal_of_the_caller_counts():
    ada, ben = UserFactory(username="ada"), UserFactory(username="ben")

    told = do(
        Act.DEACTIVATE, ada, ben, refuse=lambda u: "no" if u.username == "ada" else ""
    )

    assert told == {"ada": "no", "ben": ""}
    ada.refresh_from_db()
    assert ada.is_active


def test_one_that_the_database_refuses_does_not_stop_the_others(monkeypatch):
    users = [UserFactory(username=name) for name in ("ada", "ben", "eve")]
    write = standing._WRITERS[Act.DEACTIVATE]

    def refuse_ben(rows):
        if any(row.username == "ben" for row in rows):
            raise DatabaseError("ben cannot be written")
        write(rows)

    monkeypatch.setitem(standing._WRITERS, Act.DEACTIVATE, refuse_ben)

    told = do(Act.DEACTIVATE, *users)

    assert told["ada"] == told["eve"] == ""
    assert told["ben"] == "The database refused the work, so nothing was saved."
    assert list(User.objects.filter(is_active=True)) == [users[1]]


def test_the_same_act_twice_changes_once():
    ada = UserFactory(username="ada")
    do(Act.DEACTIVATE, ada)

    assert do(Act.DEACTIVATE, ada) == {"ada": "inactive already"}
    assert User.objects.get(pk=ada.pk).version == 2
    assert AuditEntry.objects.filter(operation="accounts.bulk.deactivate").count() == 1


def test_sessions_are_gone_from_the_table_too(client):
    ada = UserFactory()
    client.force_login(ada)
    key = client.session.session_key
    UserSession.objects.create(user=ada, session_key=key, ip="192.0.2.7")

    do(Act.DEACTIVATE, ada)

    assert not Session.objects.filter(pk=key).exists()
    assert not UserSession.objects.exists()

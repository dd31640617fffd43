"""`manage.py rotate_mfa_keys` and `manage.py reset_second_factor`."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import User
from database.models import AuditEntry
from tests.accounts.test_second_factor import enter, past_password
from tests.commands.calling import call
from tests.factories import UserFactory
from tests.support.codes import backup_codes, code_of, with_app

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "the old key " * 4, "the new key " * 4


@pytest.fixture
def user(settings) -> User:
    settings.MFA_KEYS = [OLD]
    return UserFactory(username="ada")


def test_after_the_rotation_the_old_key_may_go(user, settings):
    secret = with_app(user)
    codes = backup_codes(user)
    settings.MFA_KEYS = [NEW, OLD]

    envelope, code = call("rotate_mfa_keys")

    assert code == 0
    assert envelope["data"] == {"secrets": 2, "rotated": 2, "unreadable": 0}
    settings.MFA_KEYS = [NEW]
    assert backup_codes(user) == codes
    assert enter(past_password(user), code_of(secret))


def test_a_used_backup_code_stays_used(user, settings):
    with_app(user)
    code = backup_codes(user)[0]
    assert enter(past_password(user), code)
    settings.MFA_KEYS = [NEW, OLD]

    call("rotate_mfa_keys")

    assert code not in backup_codes(user)


def test_a_dry_run_counts_and_writes_nothing(user, settings):
    with_app(user)
    before = list(Authenticator.objects.values())
    settings.MFA_KEYS = [NEW, OLD]

    envelope, code = call("rotate_mfa_keys", "--dry-run")

    assert (envelope["data"]["secrets"], code) == (2, 0)
    assert list(Authenticator.objects.values()) == before


def test_secrets_that_no_key_opens_are_named_and_left_alone(user, settings):
    with_app(user)
    before = list(Authenticator.objects.values())
    settings.MFA_KEYS = [NEW]

    envelope, code = call("rotate_mfa_keys")

    assert code == 1
    (finding,) = envelope["findings"]
    assert (finding["id"], finding["object"]) == ("accounts.unreadable_secret", ["ada"])
    assert list(Authenticator.objects.values()) == before


def test_who_lost_everything_is_let_in_by_the_password_again(user):
    with_app(user)

    envelope, code = call("reset_second_factor", "Ada")

    assert (envelope["data"], code) == ({"removed": 2}, 0)
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(operation="accounts.reset_second_factor").exists()


def test_an_unknown_name_is_a_mistake_of_the_caller(user):
    with_app(user)

    _, code = call("reset_second_factor", "nobody")

    assert code == 2
    assert Authenticator.objects.count() == 2

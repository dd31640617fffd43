"""A login that waits for its code ends when the account changes meanwhile."""

import pytest

from accounts.services import lock_user
from tests.accounts.test_second_factor import enter, past_password
from tests.factories import UserFactory
from tests.support.codes import code_of, with_app

pytestmark = pytest.mark.django_db(transaction=True)


def change_the_password(user) -> None:
    user.change_password("a long lane to Bath")


def lock(user) -> None:
    lock_user(user_id=user.pk)


def deactivate(user) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize("change", [change_the_password, lock, deactivate])
def test_the_right_code_opens_nothing_after(change):
    user = UserFactory()
    secret = with_app(user)
    waiting = past_password(user)

    change(user)

    assert not enter(waiting, code_of(secret))
    assert "_auth_user_id" not in waiting.session


def test_it_goes_on_where_nothing_changed():
    user = UserFactory()
    secret = with_app(user)
    user.change_password("open sesame")

    assert enter(past_password(user), code_of(secret))

"""Many customers at once."""

import pytest
from django.db import IntegrityError

from accounts.models import PointsAccount, User, Wallet
from accounts.services import create_customers
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_customer_has_the_accounts_of_a_user_and_no_password():
    create_customers(usernames=["12346", "12347"])

    user = User.objects.get(username="12346")
    assert (user.points_account.balance, user.wallet.balance) == (0, 0)
    assert (user.email, user.has_usable_password()) == (None, False)
    assert user.history.count() == 1


def test_a_name_that_exists_changes_nothing():
    UserFactory(username="12347")

    with pytest.raises(IntegrityError):
        create_customers(usernames=["12346", "12347"])

    assert list(User.objects.values_list("username", flat=True)) == ["12347"]
    assert (PointsAccount.objects.count(), Wallet.objects.count()) == (1, 1)

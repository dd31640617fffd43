"""Many customers at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import PointsAccount, User, Wallet
from accounts.services import add_customers
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

KEYS = ["online-retail:12346", "online-retail:12347"]


def test_every_customer_has_the_accounts_of_a_user_and_no_password():
    add_customers(source_keys=KEYS)

    user = User.objects.get(source_key="online-retail:12346")
    assert (user.points_account.balance, user.wallet.balance) == (0, 0)
    assert (user.email, user.has_usable_password()) == (None, False)
    assert user.history.count() == 1
    assert user.source_number == user.full_name == "12346"


def test_nobody_can_choose_the_user_name_of_an_imported_customer():
    add_customers(source_keys=KEYS)
    name = User.objects.get(source_key=KEYS[0]).username

    with pytest.raises(ValidationError, match="Enter a valid username"):
        User(username=name + "1", email="a@b.example", password="x").full_clean()


def test_a_key_that_exists_changes_nothing():
    UserFactory(username="12347", source_key=KEYS[1])

    with pytest.raises(IntegrityError), transaction.atomic():
        add_customers(source_keys=KEYS)

    assert list(User.objects.values_list("username", flat=True)) == ["12347"]
    assert (PointsAccount.objects.count(), Wallet.objects.count()) == (1, 1)

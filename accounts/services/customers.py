"""Many customers at once, each with the accounts that belong to a user."""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from accounts.models import PointsAccount, User, Wallet

BATCH = 1000


def add_customers(*, source_keys: Sequence[str]) -> list[User]:
    """Add a user without e-mail address and password for each source key.

    The key is their user name too, because nobody can choose a name with a colon.
    `bulk_create` skips `User.save()`, so points account, wallet and history are made
    here. The caller holds the transaction.
    """
    users = [
        User(username=key, source_key=key, password=make_password(None))
        for key in source_keys
    ]
    bulk_create_with_history(users, User, batch_size=BATCH)
    PointsAccount.objects.bulk_create(
        [PointsAccount(user=user) for user in users], batch_size=BATCH
    )
    Wallet.objects.bulk_create([Wallet(user=user) for user in users], batch_size=BATCH)
    return users

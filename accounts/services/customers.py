"""Many customers at once, each with the accounts that belong to a user."""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from accounts.models import PointsAccount, User, Wallet
from database.transactions import retry_on_conflict

BATCH = 1000


@retry_on_conflict()
def create_customers(*, usernames: Sequence[str]) -> list[User]:
    """Create users without e-mail address and password, all of them or none.

    The names are stored as they are: lower case, unknown so far. `bulk_create` skips
    `User.save()`, so points account, wallet and history are made here.
    """
    users = [User(username=name, password=make_password(None)) for name in usernames]
    bulk_create_with_history(users, User, batch_size=BATCH)
    PointsAccount.objects.bulk_create(
        [PointsAccount(user=user) for user in users], batch_size=BATCH
    )
    Wallet.objects.bulk_create([Wallet(user=user) for user in users], batch_size=BATCH)
    return users

"""Repairs of accounts that something wrote past the model.

Inner functions: the caller holds the transaction.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import PointsAccount, User, Wallet
from accounts.models.ledgers import EARNED, SPENT
from accounts.models.users import fold
from database.rows.base_models import touched


def open_missing_ledgers(user_ids: Iterable[UUID], *, using: str = "default") -> int:
    """Give users the points account and wallet they lack; return how many were made.

    A rival who made one meanwhile is left alone: both are unique a user.
    """
    wanted = set(user_ids)
    made = 0
    models: tuple[Any, ...] = (PointsAccount, Wallet)
    for model in models:
        rows = model.objects.using(using)
        owners = rows.filter(user__in=wanted).values_list("user", flat=True)
        missing = sorted(wanted - set(owners))
        rows.bulk_create(
            [model(user_id=user_id) for user_id in missing], ignore_conflicts=True
        )
        made += len(missing)
    return made


def recount_points(account_ids: Iterable[UUID], *, using: str = "default") -> int:
    """Write the totals that the entries of these accounts come to; return how many.

    The accounts are locked first, as everybody does who writes an entry.
    """
    rows = PointsAccount.objects.using(using).filter(pk__in=list(account_ids))
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    counted = list(rows.annotate(earned=EARNED, spent=SPENT))
    for account in counted:
        rows.filter(pk=account.pk).update(
            total_earned=account.earned, total_spent=account.spent, **touched()
        )
    return len(counted)


def folded_names(
    users: Iterable[tuple[UUID, str, str | None]], *, using: str = "default"
) -> dict[UUID, tuple[str, str | None]]:
    """Return {user: (name, e-mail)} in lower case, where nobody else has them.

    Two people behind one name are left for a person to decide.
    """
    wanted = {
        pk: (fold(name), (fold(email) or None) if email is not None else None)
        for pk, name, email in users
    }
    names = {name for name, _email in wanted.values()}
    emails = {email for _name, email in wanted.values() if email}
    rows = User.all_objects.using(using).order_by()
    holders = rows.filter(Q(username__in=names) | Q(email__in=emails))
    held = list(holders.values_list("pk", "username", "email"))
    by_name = {
        (column, value): pk for pk, *both in held for column, value in enumerate(both)
    }
    # Of two who would get the same name, the first gets it.
    for pk, both in wanted.items():
        for column, value in enumerate(both):
            by_name.setdefault((column, value), pk)
    return {
        pk: both
        for pk, both in wanted.items()
        if all(
            value is None or by_name[column, value] == pk
            for column, value in enumerate(both)
        )
    }


def fold_names(user_ids: Iterable[UUID], *, using: str = "default") -> int:
    """Write names in lower case where nobody else has them; return how many."""
    rows = User.all_objects.using(using)
    locked = rows.filter(pk__in=list(user_ids)).order_by("pk").select_for_update()
    users = list(locked.values_list("pk", "username", "email"))
    folded = folded_names(users, using=using)
    for pk, (name, email) in folded.items():
        rows.filter(pk=pk).update(username=name, email=email, **touched())
    return len(folded)

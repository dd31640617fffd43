"""What has to be true of people: their balances, their names, their accounts."""

from collections.abc import Iterator, Sequence

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PointsAccount, User, Wallet
from accounts.models.ledgers import EARNED, SPENT
from accounts.models.users import fold
from accounts.services.repairing import (
    fold_names,
    folded_names,
    open_missing_ledgers,
    recount_points,
)
from database.consistency import Fault, register
from database.money import round_half_up
from database.reading import in_pages

MONEY = DecimalField(max_digits=20, decimal_places=2)


def _balance(name: str, balance: object, entries: object) -> Fault:
    return Fault(
        object=name,
        detail=_("balance %(there)s, entries %(should)s")
        % {"there": balance, "should": entries},
    )


@register(
    "accounts.points_ledger",
    "accounts",
    "ledger",
    of="accounts.User",
    message=gettext_lazy("A points balance is not the sum of its entries."),
    advice=gettext_lazy("Read the entries; correct by a new entry, never by hand."),
)
def points_without_ledger(using: str) -> Iterator[Fault]:
    rows = (
        PointsAccount.objects.using(using)
        .order_by()
        .annotate(sum=Sum("entries__delta", default=0))
        .exclude(balance=F("sum"))
    )
    for row in rows.values_list("user__username", "balance", "sum").iterator():
        yield _balance(*row)


def count_anew(using: str, faults: Sequence[Fault]) -> int:
    return recount_points([fault.key for fault in faults], using=using)


@register(
    "accounts.points_totals",
    "accounts",
    "ledger",
    of="accounts.User",
    message=gettext_lazy(
        "The points somebody earned or spent in all are not what the entries say."
    ),
    severity="warning",
    advice=gettext_lazy("A repair adds the entries up anew; the balance stays."),
    fix=count_anew,
)
def points_with_wrong_totals(using: str) -> Iterator[Fault]:
    rows = (
        PointsAccount.objects.using(using)
        .order_by()
        .annotate(earned=EARNED, spent=SPENT)
        .exclude(total_earned=F("earned"), total_spent=F("spent"))
    )
    columns = ("user__username", "total_earned", "total_spent", "earned", "spent")
    for pk, name, *sums in rows.values_list("pk", *columns).iterator():
        yield Fault(
            object=name,
            key=pk,
            before=_("earned %(earned)s, spent %(spent)s")
            % {"earned": sums[0], "spent": sums[1]},
            after=_("earned %(earned)s, spent %(spent)s")
            % {"earned": sums[2], "spent": sums[3]},
        )


@register(
    "accounts.wallet_ledger",
    "accounts",
    "ledger",
    "money",
    of="accounts.User",
    message=gettext_lazy("A wallet's balance is not the sum of its entries."),
    advice=gettext_lazy("Read the entries; correct by a new entry, never by hand."),
)
def wallets_without_ledger(using: str) -> Iterator[Fault]:
    summed = Round(Sum("entries__amount", default=0), 2, output_field=MONEY)
    stored = Round(F("balance"), 2, output_field=MONEY)
    rows = (
        Wallet.objects.using(using)
        .order_by()
        .annotate(sum=summed, rounded=stored)
        .exclude(rounded=F("sum"))
    )
    found = rows.values_list("user__username", "balance", "sum")
    for name, balance, entries in found.iterator():
        # SQLite gives a sum as many digits as a float has.
        yield _balance(name, balance, round_half_up(entries))


def open_ledgers(using: str, faults: Sequence[Fault]) -> int:
    return open_missing_ledgers([fault.key for fault in faults], using=using)


@register(
    "accounts.no_ledger",
    "accounts",
    "ledger",
    of="accounts.User",
    message=gettext_lazy("A user has no points account or no wallet."),
    advice=gettext_lazy("A repair opens an empty one."),
    fix=open_ledgers,
)
def users_without_ledger(using: str) -> Iterator[Fault]:
    rows = User.all_objects.using(using).order_by()
    rows = rows.filter(Q(points_account__isnull=True) | Q(wallet__isnull=True))
    for pk, name in rows.values_list("pk", "username").iterator():
        yield Fault(
            object=name,
            key=pk,
            before=_("no account for points or no wallet"),
            after=_("an empty one"),
        )


def fold_them(using: str, faults: Sequence[Fault]) -> int:
    return fold_names([fault.key for fault in faults], using=using)


@register(
    "accounts.names",
    "accounts",
    of="accounts.User",
    message=gettext_lazy("A user name or e-mail address is not in lower case."),
    advice=gettext_lazy(
        "Nobody can log in with it. A repair folds it, unless somebody else has that "
        "name."
    ),
    fix=fold_them,
)
def unfolded_names(using: str) -> Iterator[Fault]:
    """Yield users whose names `fold` would change, a page of keys at a time.

    Compared here: no engine folds as Python does, and MariaDB compares without case.
    """
    rows = User.all_objects.using(using).order_by("pk")
    for users in in_pages(rows, "username", "email"):
        wrong = [
            (pk, name, email)
            for pk, name, email in users
            if name != fold(name)
            or (email is not None and (fold(email) or None) != email)
        ]
        names = folded_names(wrong, using=using)
        for pk, name, email in wrong:
            yield Fault(
                object=name,
                detail=email or "",
                key=pk,
                before=_both(name, email),
                after=_both(*names[pk]) if pk in names else "",
            )


def _both(name: str, email: str | None) -> str:
    return f"{name}, {email}" if email else name


@register(
    "accounts.verified",
    "accounts",
    of="accounts.User",
    message=gettext_lazy("Verified and the time of it contradict each other."),
    severity="warning",
    advice=gettext_lazy("Verify the user again in the back office, or take it back."),
)
def contradicting_verification(using: str) -> Iterator[Fault]:
    is_verified, has_time = Q(is_verified=True), Q(email_verified_at__isnull=False)
    rows = User.all_objects.using(using).filter(is_verified ^ has_time).order_by()
    for name in rows.values_list("username", flat=True).iterator():
        yield Fault(object=name)

"""What has to be true of people: their balances, their names, their accounts."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Round
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccountMail, PointsAccount, User, Wallet
from accounts.models.ledgers import EARNED, SPENT
from accounts.models.users import fold
from accounts.services.repairing import (
    fold_names,
    folded_names,
    open_missing_ledgers,
    recount_points,
)
from database.consistency.generic import Fault, register
from database.queue.mail_masking import without_addresses
from database.rows.money import round_half_up
from database.rows.pages import in_pages

PATIENCE = timedelta(hours=24)


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
    advice=gettext_lazy(
        "Read the entries; correct the balance with a new entry, never by hand."
    ),
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
        "The totals of points earned and spent do not match the entries."
    ),
    severity="warning",
    advice=gettext_lazy(
        "A repair adds up the entries again; the balance stays as it is."
    ),
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
    advice=gettext_lazy(
        "Read the entries; correct the balance with a new entry, never by hand."
    ),
)
def wallets_without_ledger(using: str) -> Iterator[Fault]:
    summed = Round(Sum("entries__amount", default=0), 2)
    stored = Round(F("balance"), 2)
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
        "Nobody can log in with it. A repair puts it in lower case, unless somebody "
        "else has that name."
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
    message=gettext_lazy(
        "A user is verified without a time, or has a time without being verified."
    ),
    severity="warning",
    advice=gettext_lazy(
        "Verify the user again in the back office, or mark them as not verified."
    ),
)
def contradicting_verification(using: str) -> Iterator[Fault]:
    is_verified, has_time = Q(is_verified=True), Q(email_verified_at__isnull=False)
    rows = User.all_objects.using(using).filter(is_verified ^ has_time).order_by()
    for name in rows.values_list("username", flat=True).iterator():
        yield Fault(object=name)


@register(
    "accounts.mail_unsent",
    "accounts",
    "mails",
    of="accounts.AccountMail",
    message=gettext_lazy(
        "A mail about an account has been waiting for more than a day."
    ),
    severity="warning",
    advice=gettext_lazy(
        "Read its error in the log of mails about accounts. The mail cannot be sent "
        "from there: once the cause is fixed, the customer can ask for a new one."
    ),
)
def unsent_account_mails(using: str) -> Iterator[Fault]:
    """Yield mails that did not go out, unless a later one of the kind did.

    They are told by their keys: who looks after the data may see no address.
    """
    rows = AccountMail.objects.using(using).exclude(status=AccountMail.Status.SENT)
    later = AccountMail.objects.using(using).filter(
        kind=OuterRef("kind"),
        recipient=OuterRef("recipient"),
        status=AccountMail.Status.SENT,
        created_at__gt=OuterRef("created_at"),
    )
    rows = rows.filter(
        ~Exists(later.order_by()), created_at__lt=timezone.now() - PATIENCE
    )
    found = rows.order_by().values_list("key", "kind", "error")
    for key, kind, error in found.iterator():
        yield Fault(object=key, detail=f"{kind}: {without_addresses(error)[:120]}")


@register(
    "accounts.mail_log",
    "accounts",
    "mails",
    of="accounts.AccountMail",
    message=gettext_lazy(
        "The log of mails about accounts contradicts itself: a mail has no "
        "recipient, or was sent without a time or an attempt."
    ),
    severity="warning",
    advice=gettext_lazy(
        "Ask the customer whether the mail arrived; another version of the shop "
        "wrote this row."
    ),
)
def contradicting_account_mails(using: str) -> Iterator[Fault]:
    is_odd = Q(sent_at__isnull=True) | Q(attempts=0)
    wrong = Q(recipient="") | Q(status=AccountMail.Status.SENT) & is_odd
    rows = AccountMail.objects.using(using).filter(wrong).order_by()
    for key, kind in rows.values_list("key", "kind").iterator():
        yield Fault(object=key, detail=kind)

"""E-mail addresses: whose they are, and what their change takes along."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.mails import composing as emails
from accounts.mails import sealed as sealed_mail
from accounts.models import User
from database.audit.log import log_operation


def owners_of(email: str) -> list[User]:
    """Return the living people whose folded address this is.

    Compared here as well: MariaDB takes "ü" for "u" and "ß" for "ss". An address that
    somebody wrote down beside their own, and did not confirm, is not theirs.
    """
    confirmed = EmailAddress.objects.filter(email=email, verified=True)
    ours = {row.user_id for row in confirmed if row.email == email}
    found = User.objects.filter(Q(email=email) | Q(pk__in=ours)).order_by("pk")
    return [user for user in found if user.email == email or user.pk in ours]


def is_taken(email: str, *, but_by: User | None = None) -> bool:
    """Tell whether the address is the account's or a confirmed one of somebody else.

    The deleted keep theirs. One that was only written down keeps nobody out: else
    anybody could shut out whom they like.
    """
    accounts = User.all_objects.filter(email=email)
    confirmed = EmailAddress.objects.filter(email=email, verified=True)
    if but_by:
        accounts, confirmed = (
            accounts.exclude(pk=but_by.pk),
            confirmed.exclude(user=but_by),
        )
    return accounts.exists() or confirmed.exists()


def is_closed(email: str) -> bool:
    """Tell whether the address is taken, and by nobody who could sign in.

    Deleted and shut accounts keep their address: no new one can have it, and no new
    password helps. Only staff can open such an account again.
    """
    return is_taken(email) and not any(user.is_active for user in owners_of(email))


def forget_other_addresses(user: User) -> int:
    """Take away the addresses beside the account's own; return how many."""
    others = EmailAddress.objects.filter(user=user).exclude(email=user.email or "")
    removed, _by_model = others.delete()
    return removed


def tell_of_new_address(user: User, *, old: str) -> None:
    """Log that staff changed the address, and write to the old one.

    Whoever changes an address gets the links that reset the password, so its owner has
    to hear of it where they read mail. The mail waits sealed, so that no address lies
    in the queue; the account's history does not know the old one where nobody changed
    the account before. The caller has saved the user and holds the transaction.
    """
    log_operation(
        "accounts.email_changed",
        _("The e-mail address of %s was changed.") % user.username,
        level="warning",
        user=user.username,
    )
    if old:
        message = emails.address_changed(user, old=old)
        sealed_mail.queue(message, kind="address_changed", user=user)


def forget_confirmation(user: User) -> set[str]:
    """Unset what said that the old address was confirmed; return the columns to save.

    Its owner confirms the new one at the next login: a confirmed address claims the
    guest orders that were placed with it, so it is never taken on trust.
    """
    forget_other_addresses(user)
    user.is_verified, user.email_verified_at = False, None
    return {"is_verified", "email_verified_at"}

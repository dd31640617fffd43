"""The secrets of second factors: encrypted again, or taken away."""

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken, MultiFernet
from django.utils.translation import gettext as _

from accounts.models import TotpStep, User
from accounts.services.sessions import end_all_sessions
from database.audit.log import log_operation
from database.transactions import retry_on_conflict

Type = Authenticator.Type
# Where each kind keeps its secret. Passkeys have none: theirs never leaves the device.
SECRETS = {Type.TOTP: "secret", Type.RECOVERY_CODES: "seed"}


def unreadable(ciphers: MultiFernet, *, using: str = "default") -> list[str]:
    """Return the names of those whose secrets none of the keys opens."""
    names = {
        row.user.username
        for row in _rows(using)
        if _rewritten(row.data, row.type, ciphers) is None
    }
    return sorted(names)


def count_secrets(*, using: str = "default") -> int:
    """Return how many secrets are kept."""
    return Authenticator.objects.using(using).filter(type__in=SECRETS).count()


def rotate_secrets(ciphers: MultiFernet, *, using: str = "default") -> int:
    """Encrypt every secret with the first key; return how many were written.

    Each row is locked and written by itself: a backup code that is used meanwhile
    stays used. What no key opens is left as it is.
    """
    keys = list(_rows(using).values_list("pk", flat=True))
    return sum(_rotate(pk, ciphers, using) for pk in keys)


@retry_on_conflict()
def reset_second_factor(*, user: User) -> int:
    """Take away the person's app, passkeys and codes, and end their sessions.

    For somebody who lost them all. Returns how many were removed.
    """
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    TotpStep.objects.filter(user=user).delete()
    log_operation(
        "accounts.reset_second_factor",
        _("The second factors of %s were removed.") % user.username,
        level="warning",
        user=user.username,
        removed=removed,
        sessions_ended=end_all_sessions(user.pk),
    )
    return removed


@retry_on_conflict()
def _rotate(pk: int, ciphers: MultiFernet, using: str) -> bool:
    row = Authenticator.objects.using(using).select_for_update().filter(pk=pk).first()
    data = _rewritten(row.data, row.type, ciphers) if row else None
    if row is None or data is None:
        return False
    row.data = data
    row.save(using=using, update_fields=["data"])
    return True


def _rows(using: str) -> Any:
    rows = Authenticator.objects.using(using).select_related("user")
    return rows.filter(type__in=SECRETS).order_by("pk")


def _rewritten(
    data: dict[str, Any], kind: str, ciphers: MultiFernet
) -> dict[str, Any] | None:
    """Return the data with its secret under the first key; None if no key fits."""
    name = SECRETS[Type(kind)]
    try:
        return {**data, name: ciphers.rotate(data[name].encode()).decode()}
    except InvalidToken:
        return None

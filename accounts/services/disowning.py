"""“This wasn't me”: the owner shuts out whoever else got in."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import LoginHistory, User
from accounts.models.users import LOCKED_FOR_GOOD
from accounts.services.addresses import forget_other_addresses
from accounts.services.lockout import lock
from accounts.services.sessions import end_all_sessions
from database.audit.log import log_operation
from database.transactions import retry_on_conflict

SALT = "accounts.disown"
MAX_AGE = 60 * 60 * 24 * 14  # seconds


def disowning_token(login: LoginHistory) -> str:
    """Return what the link in the mail carries; it works until the password changes."""
    user = login.user
    assert user is not None  # noqa: S101
    return signing.dumps(
        {
            "login": str(login.pk),
            "to": _digest(user.email or ""),
            "state": _digest(user.password),
        },
        salt=SALT,
    )


def read_token(token: str) -> tuple[LoginHistory, bool] | None:
    """Return the login and whether the mail's address is still the account's.

    None where the token is forged, too old, or was used: then the password is another.
    """
    try:
        content = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    rows = LoginHistory.objects.select_related("user")
    login = rows.filter(pk=UUID(content["login"])).first()
    if (
        login is None
        or login.user is None
        or content["state"] != _digest(login.user.password)
    ):
        return None
    return login, content["to"] == _digest(login.user.email or "")


@retry_on_conflict()
def disown_login(*, token: str) -> User | None:
    """End all sessions and the password; return the user, who needs a new one.

    What was added since that login goes as well: second factors of a stranger would
    keep the owner out. So do all addresses beside the account's own, which have no
    date: a stranger would have a new password sent to theirs. Where the account's own
    was changed too, only the staff can tell whose account it is: it is locked, and None
    is returned. Raises LoginHistory.DoesNotExist where the token is worth nothing.
    """
    found = read_token(token)
    if found is None:
        raise LoginHistory.DoesNotExist
    login, is_same_address = found
    user = User.all_objects.select_for_update().get(pk=login.user_id)
    if login.user is None or user.password != login.user.password:
        # The same link, opened twice at once: the other one was first.
        raise LoginHistory.DoesNotExist
    user.change_password(None)
    ended = end_all_sessions(user.pk)
    added = Authenticator.objects.filter(user=user, created_at__gte=login.created_at)
    removed, _by_model = added.delete()
    forgotten = forget_other_addresses(user) if is_same_address else 0
    log_operation(
        "accounts.disown",
        _("%s disowned a login.") % user.username,
        level="warning",
        user=user.username,
        sessions_ended=ended,
        second_factors_removed=removed,
        addresses_removed=forgotten,
    )
    if is_same_address:
        return user
    lock(user.pk, until=LOCKED_FOR_GOOD)
    return None


def _digest(text: str) -> str:
    """Return what changes with the text, and tells nothing of it."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]

"""A password or a code, from the claim of a try to the row in the history."""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from accounts.models import LoginHistory, User
from accounts.models.users import fold
from accounts.services import second_factor
from accounts.services.history import record, record_refusal
from accounts.services.lockout import Attempt, begin_attempt, hand_back, settle_login
from accounts.visits.visit import Visit
from database.queue import outbox

Reason = LoginHistory.Reason
# A key that no row has.
NOBODY = UUID(int=0)


def check_password(*, name: str, password: str, visit: Visit) -> User | None:
    """Return the person whose name and password these are, if they may log in now.

    Claims and hashes once whatever the name: an account that is unknown or locked
    takes as long as one whose password is wrong.
    """
    user = _find(name)
    attempt = begin_attempt(user.pk if user else NOBODY)
    if user is None or attempt is None:
        make_password(password)
        reason = Reason.LOCKED if user else Reason.UNKNOWN_USER
        record_refusal(user=user, name=name, visit=visit, reason=reason)
        return None
    if not user.check_password(password):
        _refuse(user, name, visit, attempt, Reason.BAD_PASSWORD)
        return None
    if not hand_back(attempt):
        record_refusal(user=user, name=name, visit=visit, reason=Reason.LOCKED)
        return None
    if not user.is_active:
        record_refusal(user=user, name=name, visit=visit, reason=Reason.INACTIVE)
        return None
    return user


def check_code(*, user: User, code: str, visit: Visit) -> Authenticator | None:
    """Return the second factor whose code this is: an app's, or a backup code.

    A wrong one counts like a wrong password; a right one is used up.
    """
    attempt = begin_attempt(user.pk)
    if attempt is None:
        record_refusal(user=user, name=user.username, visit=visit, reason=Reason.LOCKED)
        return None
    found = second_factor.spend_code(user, code)
    if found is None:
        _refuse(user, user.username, visit, attempt, Reason.BAD_CODE)
        return None
    if not hand_back(attempt):
        record_refusal(user=user, name=user.username, visit=visit, reason=Reason.LOCKED)
        return None
    return found


def record_login(*, user: User, visit: Visit) -> LoginHistory:
    """Write down that the person is in; tell them where it was unusual."""
    with transaction.atomic():
        row = record(user=user, name=user.username, visit=visit)
        settle_login(user, address=visit.address)
        if row.unusual_activity and user.email:
            outbox.put(
                "unusual_login", key=f"unusual_login:{row.pk}", login_id=str(row.pk)
            )
    return row


def _refuse(
    user: User, name: str, visit: Visit, attempt: Attempt, reason: Reason
) -> None:
    record_refusal(
        user=user,
        name=name,
        visit=visit,
        reason=reason,
        has_locked=attempt.locks_until is not None,
    )


def _find(name: str) -> User | None:
    """Return the owner of a user name, or of an e-mail address, which goes first.

    Before a user name, whoever chose it: it may be the address of somebody else.
    The deleted too, whose attempts belong into the history as well.
    """
    folded = fold(name)
    confirmed = EmailAddress.objects.filter(email=folded, verified=True)
    found = User.all_objects.filter(
        Q(username=folded) | Q(email=folded) | Q(pk__in=confirmed.values("user"))
    ).order_by()
    return min(
        found,
        key=lambda user: (user.email != folded, user.username == folded),
        default=None,
    )

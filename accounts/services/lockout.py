"""Guessing costs: after a few failures in a row an account is shut for a while.

A try is claimed before anything is verified, by one guarded UPDATE of the user's row,
so that of any number of guesses at the same moment no more than the limit are looked
at. No cache takes part: with one that is away the door stays shut.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Case, DateTimeField, F, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.users import LOCKED_FOR_GOOD, UserQuerySet
from accounts.services.sessions import end_all_sessions
from database.audit.log import log_operation
from database.rows.update import update_and_read
from database.transactions import retry_on_conflict


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed try. `locks_until` is the lock it set, which holds if it fails."""

    user_id: UUID
    number: int
    locks_until: datetime | None


def begin_attempt(user_id: UUID) -> Attempt | None:
    """Claim a try at the account's secrets, or return None if it is locked.

    Commits at once: call it outside a transaction, before the secret is verified.
    """
    now = timezone.now()
    # The end of a lock is a fresh start.
    _rows(user_id).filter(locked_until__lte=now).update(
        failed_login_attempts=0, locked_until=None
    )
    until = now + timedelta(minutes=settings.LOCKOUT_MINUTES)
    is_last = Q(failed_login_attempts__gte=settings.LOCKOUT_FAILURES - 1)
    number = update_and_read(
        _rows(user_id).filter(locked_until__isnull=True),
        pk=user_id,
        column="failed_login_attempts",
        # Before the counter: MariaDB assigns from left to right, and this reads it.
        locked_until=Case(
            When(is_last, then=Value(until, output_field=DateTimeField())),
            default=None,
        ),
        failed_login_attempts=F("failed_login_attempts") + 1,
    )
    if number is None:
        return None
    locks = number >= settings.LOCKOUT_FAILURES
    return Attempt(user_id, number, until if locks else None)


def hand_back(attempt: Attempt) -> bool:
    """Take a try back that brought the right secret; False if it must not count.

    Others may have locked the account since: rivals who guessed, or the staff. The
    count is not set to nothing yet: who knows the password still has to guess codes.
    """
    still_open = Q(locked_until__isnull=True)
    if attempt.locks_until:
        still_open |= Q(locked_until=attempt.locks_until)
    one_less = Case(
        When(failed_login_attempts__gt=0, then=F("failed_login_attempts") - 1),
        default=Value(0),
        output_field=IntegerField(),
    )
    return bool(
        _rows(attempt.user_id)
        .filter(still_open)
        .update(locked_until=None, failed_login_attempts=one_less)
    )


def settle_login(user: User, *, address: str | None) -> None:
    """Write down that the person is in, and forget the failures before."""
    user.last_login_at, user.last_login_ip = timezone.now(), address
    forgotten = Case(
        When(locked_until__isnull=True, then=Value(0)),
        default=F("failed_login_attempts"),
        output_field=IntegerField(),
    )
    _rows(user.pk).update(
        last_login_at=user.last_login_at,
        last_login_ip=address,
        failed_login_attempts=forgotten,
    )


def is_locked(user_id: UUID) -> bool:
    """Tell whether nobody may log in to the account now."""
    return _rows(user_id).filter(locked_until__gt=timezone.now()).exists()


@retry_on_conflict()
def lock_user(*, user_id: UUID, until: datetime | None = None) -> bool:
    """Shut the account and end its sessions; False if it was shut already.

    Without `until` it stays shut until somebody of the staff opens it.
    """
    return lock(user_id, until=until or LOCKED_FOR_GOOD)


def lock(user_id: UUID, *, until: datetime) -> bool:
    """Shut the account; the caller holds the transaction."""
    shut = Q(locked_until__isnull=True) | Q(locked_until__lt=until)
    if not _rows(user_id).filter(shut).update(locked_until=until):
        return False
    ended = end_all_sessions(user_id)
    name = _rows(user_id).values_list("username", flat=True).get()
    log_operation(
        "accounts.lock", _("%s was locked.") % name, user=name, sessions_ended=ended
    )
    return True


@retry_on_conflict()
def unlock_user(*, user_id: UUID) -> bool:
    """Open the account and forget its failures; False if it was open."""
    rows = _rows(user_id).filter(
        Q(locked_until__isnull=False) | Q(failed_login_attempts__gt=0)
    )
    if not rows.update(locked_until=None, failed_login_attempts=0):
        return False
    name = _rows(user_id).values_list("username", flat=True).get()
    log_operation("accounts.unlock", _("%s was unlocked.") % name, user=name)
    return True


def _rows(user_id: UUID) -> UserQuerySet:
    return User.all_objects.filter(pk=user_id)

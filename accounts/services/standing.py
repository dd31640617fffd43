"""What staff do to many accounts at once: each changes, or says why it does not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from accounts.models import User
from accounts.models.users import LAST_OWNER
from accounts.services.profiles import accept_address
from accounts.services.sessions import end_all_sessions
from database.audit.log import log_operation
from database.context import current_actor
from database.rows.locking import lock_in_order
from database.transactions import classify, retry_on_conflict


class Act(StrEnum):
    """What can be done."""

    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    VERIFY = "verify"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One account, and why it stays as it is; without a reason it changes."""

    user: User
    reason: str = ""


# Returns a reason of the caller's own, such as a right that they lack.
Refusal = Callable[[User], str]


def allow(user: User) -> str:
    """Refuse nobody."""
    return ""


def foresee(
    *, act: Act, user_ids: Sequence[UUID], refuse: Refusal = allow
) -> list[Outcome]:
    """Return what the act would do now, and change nothing."""
    users = User.all_objects.filter(pk__in=user_ids).order_by("username")
    return [Outcome(user, refuse(user) or obstacle(act, user)) for user in users]


def change_standing(
    *, act: Act, user_ids: Sequence[UUID], refuse: Refusal = allow
) -> list[Outcome]:
    """Do it to all in one transaction; where the database refuses, one by one.

    So one account that cannot be written never keeps the others from their change.
    Each transaction that changed something leaves one row in the audit log.
    """
    try:
        return _change(act=act, user_ids=user_ids, refuse=refuse)
    except DatabaseError:
        outcomes = []
        for found in foresee(act=act, user_ids=user_ids, refuse=refuse):
            outcomes.append(_change_one(act, found.user, refuse))
        return outcomes


def _change_one(act: Act, user: User, refuse: Refusal) -> Outcome:
    try:
        (outcome,) = _change(act=act, user_ids=[user.pk], refuse=refuse)
    except DatabaseError as error:
        return Outcome(user, str(classify(error).value))
    return outcome


@retry_on_conflict()
def _change(*, act: Act, user_ids: Sequence[UUID], refuse: Refusal) -> list[Outcome]:
    rows = User.all_objects.filter(pk__in=user_ids)
    if act is Act.DEACTIVATE and rows.filter(is_superuser=True).exists():
        # All owners at once, or two who shut each other out would deadlock.
        lock_in_order(User.all_objects.filter(is_superuser=True))
    locked = lock_in_order(rows)
    outcomes = [Outcome(user, refuse(user) or obstacle(act, user)) for user in locked]
    changing = [outcome.user for outcome in outcomes if not outcome.reason]
    if changing:
        _WRITERS[act](changing)
        log_operation(
            f"accounts.bulk.{act}",
            _("%(what)s: %(count)d accounts") % {"what": act, "count": len(changing)},
            users=[user.username for user in changing],
        )
    return sorted(outcomes, key=lambda outcome: outcome.user.username)


def obstacle(act: Act, user: User) -> str:
    """Return why the account cannot be changed so; empty if it can."""
    if user.is_deleted:
        return _("deleted; restore it first")
    if act is Act.DEACTIVATE and user.pk == current_actor().user_id:
        return _("your own account")
    if act is Act.DEACTIVATE and user.is_last_owner():
        return str(LAST_OWNER)
    if act is Act.VERIFY and not user.email:
        return _("without an e-mail address")
    is_locked = bool(user.locked_until and user.locked_until > timezone.now())
    already = {
        Act.ACTIVATE: user.is_active and _("active already"),
        Act.DEACTIVATE: not user.is_active and _("inactive already"),
        Act.VERIFY: user.is_verified and _("verified already"),
        Act.UNLOCK: not (is_locked or user.failed_login_attempts) and _("not locked"),
    }
    return already[act] or ""


def _set_active(users: Iterable[User], *, is_active: bool) -> None:
    rows = list(users)
    for user in rows:
        user.is_active = is_active
        user.version += 1
        user.stamp()
    columns = ["is_active", "version", "updated_at", "updated_by"]
    bulk_update_with_history(rows, User, columns, manager=User.all_objects)


def _activate(users: Sequence[User]) -> None:
    _set_active(users, is_active=True)


def _deactivate(users: Sequence[User]) -> None:
    _set_active(users, is_active=False)
    for user in users:
        end_all_sessions(user.pk)


def _verify(users: Sequence[User]) -> None:
    for user in users:
        accept_address(user, delay=timedelta())


def _unlock(users: Sequence[User]) -> None:
    rows = User.all_objects.filter(pk__in=[user.pk for user in users])
    rows.update(locked_until=None, failed_login_attempts=0)


_WRITERS = {
    Act.ACTIVATE: _activate,
    Act.DEACTIVATE: _deactivate,
    Act.VERIFY: _verify,
    Act.UNLOCK: _unlock,
}

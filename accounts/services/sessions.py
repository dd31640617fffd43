"""The devices somebody is signed in on."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.visits.visit import Visit
from database.audit.log import log_operation
from database.context import current_actor
from database.transactions import retry_on_conflict


def living_sessions(user_id: UUID) -> list[UserSession]:
    """Return the person's sessions that still open the account, the latest first.

    With `expires_at`. Reads two tables, however many sessions there are.
    """
    found = list(UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at"))
    keys = [session.session_key for session in found]
    alive = Session.objects.filter(pk__in=keys, expire_date__gt=timezone.now())
    ends = dict(alive.values_list("pk", "expire_date"))
    for session in found:
        session.expires_at = ends.get(session.session_key)
        session.device = Visit(session.ip, session.user_agent).device
    return [session for session in found if session.expires_at]


@retry_on_conflict()
def end_session(*, user_id: UUID, session_id: int) -> bool:
    """End one of the person's sessions; False if there is none such.

    Where a colleague ends it, the audit log says so.
    """
    ended = bool(_end(UserSession.objects.filter(user_id=user_id, pk=session_id)))
    if ended and current_actor().user_id != user_id:
        name = User.all_objects.values_list("username", flat=True).get(pk=user_id)
        log_operation(
            "accounts.end_session", _("A session of %s was ended.") % name, user=name
        )
    return ended


@retry_on_conflict()
def end_sessions(*, user_id: UUID, but: str | None = None) -> int:
    """End the person's sessions, all or all `but` one key; return how many."""
    ended = end_all_sessions(user_id, but=but)
    name = User.all_objects.values_list("username", flat=True).get(pk=user_id)
    log_operation(
        "accounts.end_sessions",
        _("Sessions of %s were ended.") % name,
        user=name,
        sessions_ended=ended,
    )
    return ended


def end_all_sessions(user_id: UUID, *, but: str | None = None) -> int:
    """End them; the caller holds the transaction."""
    sessions = UserSession.objects.filter(user_id=user_id)
    return _end(sessions.exclude(session_key=but) if but else sessions)


@retry_on_conflict()
def note_activity(*, session_key: str, visit: Visit) -> None:
    """Write down when and from where a session was last used."""
    UserSession.objects.filter(session_key=session_key).update(
        last_seen_at=timezone.now(),
        **({"ip": visit.address} if visit.address else {}),
    )


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    ended, _rows = Session.objects.filter(pk__in=keys).delete()
    sessions.delete()
    return ended

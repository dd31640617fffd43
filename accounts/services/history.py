"""Keep every attempt to log in, with what speaks against it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import LoginHistory, User
from accounts.visits.risk import Risk, Seen, assess
from accounts.visits.visit import Visit
from database.queue import outbox
from database.transactions import retry_on_conflict

Reason = LoginHistory.Reason

# A device or network that was not used for so long is new again.
REMEMBERED = timedelta(days=180)
MOST_REMEMBERED = 100
MOST_FAILURES = 50


@retry_on_conflict()
def record_refusal(
    *, user: User | None, name: str, visit: Visit, reason: str, has_locked: bool = False
) -> LoginHistory:
    """Keep a refused attempt; tell the owner where it was the one that locked."""
    row = record(user=user, name=name, visit=visit, reason=reason)
    if user and has_locked:
        outbox.put(
            "account_locked", key=f"account_locked:{row.pk}", login_id=str(row.pk)
        )
    return row


def record(
    *, user: User | None, name: str, visit: Visit, reason: str = ""
) -> LoginHistory:
    """Write the row; without a `reason` it is a success. The caller's transaction."""
    now, place = timezone.now(), visit.place
    risk = _risk(user, visit, now)
    return LoginHistory.objects.create(
        user=user,
        attempted_name=name[:254],
        ip_address=visit.address,
        network=visit.network,
        user_agent=visit.user_agent[:400],
        device=visit.device[:100],
        location=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        success=not reason,
        failure_reason=reason,
        risk_score=risk.score,
        risk_reasons=risk.reasons,
        unusual_activity=risk.is_unusual,
        created_at=now,
    )


def has_many_failures(visit: Visit) -> bool:
    """Tell whether too many tries from this address failed within ten minutes.

    Of IPv6 the network counts: one household has more addresses than could ever fail.
    Tries refused for this very reason do not count, so that it ends by itself. Two
    tries at the same moment may both pass: the lock of the account is the exact limit.
    """
    if not visit.address:
        return False
    since = timezone.now() - timedelta(minutes=10)
    failed = LoginHistory.objects.failed().filter(created_at__gte=since)
    if ":" in visit.address:
        failed = failed.filter(network=visit.network)
    else:
        failed = failed.filter(ip_address=visit.address)
    failed = failed.exclude(failure_reason=Reason.THROTTLED).order_by()
    limit = settings.LOGIN_FAILURES_PER_ADDRESS
    return failed.values("pk")[:limit].count() >= limit


def _risk(user: User | None, visit: Visit, now: datetime) -> Risk:
    place = visit.place
    spot = None
    if place.latitude is not None and place.longitude is not None:
        spot = (place.latitude, place.longitude)
    seen = Seen(timezone.localtime(now), visit.device[:100], visit.network, spot)
    if user is None:
        return Risk()
    rows = LoginHistory.objects.filter(user=user, created_at__gte=now - REMEMBERED)
    columns = ("created_at", "device", "network", "latitude", "longitude")
    before = [
        Seen(timezone.localtime(at), device, network, _spot(north, east))
        for at, device, network, north, east in rows.succeeded().values_list(*columns)[
            :MOST_REMEMBERED
        ]
    ]
    failed = rows.failed()
    if before:
        failed = failed.filter(created_at__gt=before[0].at)
    failures = failed.order_by().values("pk")[:MOST_FAILURES].count()
    return assess(seen, before, failures=failures)


def _spot(north: float | None, east: float | None) -> tuple[float, float] | None:
    return None if north is None or east is None else (north, east)

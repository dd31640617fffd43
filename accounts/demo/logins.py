"""Who logged in to the demo lately, from where, and who was refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from accounts.models import LoginHistory, User
from accounts.visits.risk import Risk, Seen, assess
from accounts.visits.visit import Visit

Reason = LoginHistory.Reason
# Addresses that are kept for examples: nobody has them.
SHOP, HOME, STRANGER = "192.0.2.10", "198.51.100.24", "203.0.113.66"
DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
)
LAPTOP = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.6 Safari/605.1.15"
)
PHONE = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/141.0.0.0 Mobile Safari/537.36"
)
WORKDAYS = 10
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody tries to log in; without a `reason` they get in."""

    at: datetime
    name: str
    visit: Visit
    user: User | None = None
    reason: str = ""


def write_logins(
    staff: Mapping[str, User], shopper: User, others: Iterable[User], until: datetime
) -> None:
    """Write the logins of the last days, and when each person was last here."""
    random = Random("logins")  # noqa: S311
    knocks = [
        *_of_staff(staff, until, random),
        *_of_shopper(shopper, until),
        *_of_strangers(until),
        *_of_others(others, until, random),
    ]
    knocks = sorted((one for one in knocks if one.at < until), key=lambda one: one.at)
    before: dict[User | None, list[Seen]] = {}
    failures: dict[User | None, int] = {}
    rows = []
    for one in knocks:
        seen = Seen(timezone.localtime(one.at), one.visit.device, one.visit.network)
        known, failed = before.setdefault(one.user, []), failures.get(one.user, 0)
        risk = assess(seen, known, failures=failed) if one.user else Risk()
        rows.append(_row(one, risk))
        failures[one.user] = failed + 1 if one.reason else 0
        if not one.reason:
            known.insert(0, seen)
    LoginHistory.objects.bulk_create(rows)
    last = {one.user: one for one in knocks if one.user and not one.reason}
    for user, one in last.items():
        user.last_login_at, user.last_login_ip = one.at, one.visit.address
    User.all_objects.bulk_update(last, ["last_login_at", "last_login_ip"])


def _of_staff(
    staff: Mapping[str, User], until: datetime, random: Random
) -> Iterable[Knock]:
    """Yield each morning of the office, and an evening at home."""
    for days in range(WORKDAYS, 0, -1):
        morning = _at(until, days, 8)
        if morning.weekday() > SATURDAY:
            continue
        for name, user in staff.items():
            at = morning + timedelta(minutes=random.uniform(0, 55))
            yield Knock(at, name, Visit(SHOP, DESKTOP), user)
    owner = staff["owner"]
    yield Knock(_at(until, 2, 21), "owner", Visit(HOME, LAPTOP), owner)


def _of_shopper(shopper: User, until: datetime) -> Iterable[Knock]:
    name, visit = shopper.username, Visit(HOME, PHONE)
    for days in (16, 8, 3, 2):
        yield Knock(_at(until, days, 20), name, visit, shopper)
    for minutes in (0, 1):
        at = _at(until, 1, 20) + timedelta(minutes=minutes)
        yield Knock(at, name, visit, shopper, Reason.BAD_PASSWORD)
    yield Knock(_at(until, 1, 20) + timedelta(minutes=3), name, visit, shopper)


def _of_strangers(until: datetime) -> Iterable[Knock]:
    """Yield somebody who guesses names until the shop stops listening."""
    visit = Visit(STRANGER, "python-requests/2.32")
    names = ("admin", "administrator", "root", "test", "info", "shop", "webmaster")
    for number, name in enumerate(names):
        at = _at(until, 1, 3) + timedelta(seconds=4 * number)
        reason = Reason.UNKNOWN_USER if number < 5 else Reason.THROTTLED
        yield Knock(at, name, visit, reason=reason)


def _of_others(
    others: Iterable[User], until: datetime, random: Random
) -> Iterable[Knock]:
    for number, user in enumerate(others):
        visit = Visit(f"203.0.113.{number + 1}", random.choice((PHONE, LAPTOP)))
        at = until - timedelta(days=random.uniform(0.1, 9))
        yield Knock(at, user.username, visit, user)


def _at(until: datetime, days: int, hour: int) -> datetime:
    day = until - timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _row(one: Knock, risk: Risk) -> LoginHistory:
    return LoginHistory(
        user=one.user,
        attempted_name=one.name,
        ip_address=one.visit.address,
        network=one.visit.network,
        user_agent=one.visit.user_agent,
        device=one.visit.device,
        success=not one.reason,
        failure_reason=one.reason,
        risk_score=risk.score,
        risk_reasons=risk.reasons,
        unusual_activity=risk.is_unusual,
        created_at=one.at,
    )

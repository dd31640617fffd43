"""How unusual a login is: a score from 0 to 100 whose parts have names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext_lazy as _

MANY_FAILURES = 3
# An hour counts as usual when the person logged in within two hours of it before …
HOURS_AROUND = 2
# … and is only judged when that many logins are known.
HOURS_KNOWN = 5
EARTH_RADIUS = 6371.0  # kilometres
# Two places of one town, or of one provider's table, say nothing about travel.
SHORT_WAY = 200.0  # kilometres
FASTEST = 900.0  # kilometres an hour: an airliner

WEIGHTS = {
    "new_device": 30,
    "new_network": 30,
    "many_failures": 40,
    "unusual_hour": 10,
    "impossible_travel": 50,
}
# Reasons that make a login unusual by themselves; an odd hour does not.
ALARMING = frozenset(WEIGHTS) - {"unusual_hour"}

SENTENCES = {
    "new_device": _("from a browser or device you have not used before"),
    "new_network": _("from a network you have not used before"),
    "many_failures": _("after several wrong passwords or codes"),
    "unusual_hour": _("at an hour when you do not usually sign in"),
    "impossible_travel": _("too far from your last login to have travelled there"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A login: when, from which device, network and place."""

    at: datetime
    device: str = ""
    network: str = ""
    place: tuple[float, float] | None = None  # degrees north, degrees east


@dataclass(frozen=True, slots=True)
class Risk:
    """What speaks against a login."""

    score: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def is_unusual(self) -> bool:
        """Tell whether the owner of the account should hear of it."""
        return not ALARMING.isdisjoint(self.reasons)


def assess(now: Seen, before: Sequence[Seen], *, failures: int = 0) -> Risk:
    """Weigh a login against the successful ones before it, newest first.

    `failures` counts the refused tries since the last success. The first login of an
    account has nothing to differ from: only failures speak against it. Times are in
    the zone whose hours count.
    """
    reasons = []
    if before:
        if now.device not in {seen.device for seen in before}:
            reasons.append("new_device")
        if now.network not in {seen.network for seen in before}:
            reasons.append("new_network")
    if failures >= MANY_FAILURES:
        reasons.append("many_failures")
    if len(before) >= HOURS_KNOWN and not _is_usual_hour(now, before):
        reasons.append("unusual_hour")
    if before and _is_impossible(before[0], now):
        reasons.append("impossible_travel")
    return Risk(min(100, sum(WEIGHTS[reason] for reason in reasons)), reasons)


def _is_usual_hour(now: Seen, before: Sequence[Seen]) -> bool:
    """Tell whether some login before was near this hour, round the clock."""
    distances = ((now.at.hour - seen.at.hour) % 24 for seen in before)
    return any(min(hours, 24 - hours) <= HOURS_AROUND for hours in distances)


def _is_impossible(last: Seen, now: Seen) -> bool:
    if last.place is None or now.place is None:
        return False
    way = kilometres(last.place, now.place)
    hours = max((now.at - last.at).total_seconds() / 3600, 0)
    return way > SHORT_WAY and way > hours * FASTEST


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the way between two places along the globe, by the haversine formula."""
    north_a, east_a, north_b, east_b = map(radians, (*a, *b))
    half = (
        sin((north_b - north_a) / 2) ** 2
        + cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * asin(sqrt(half))

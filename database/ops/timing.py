"""When something is due: every so often, or at a time of day."""

import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Due times that passed for so long while nobody looked are missed: of those only the
# newest is made up for.
GRACE = timedelta(minutes=1)
LONGEST = 366 * 86_400  # seconds
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds, counted from the first time on."""

    seconds: int

    def after(self, due: datetime, zone: tzinfo) -> datetime:
        """Return the due time that follows this one."""
        return due + timedelta(seconds=self.seconds)

    def latest(self, due: datetime, now: datetime, zone: tzinfo) -> datetime:
        """Return the last due time before the time of grace, or `due` itself."""
        steps = (now - GRACE - due) // timedelta(seconds=self.seconds)
        return due + timedelta(seconds=self.seconds * max(0, steps))

    def __str__(self) -> str:
        seconds = self.seconds
        if seconds % 86_400 == 0:
            days = seconds // 86_400
            return ngettext("every day", "every %(n)d days", days) % {"n": days}
        if seconds % 3600 == 0:
            hours = seconds // 3600
            return ngettext("every hour", "every %(n)d hours", hours) % {"n": hours}
        if seconds % 60 == 0:
            minutes = seconds // 60
            text = ngettext("every minute", "every %(n)d minutes", minutes)
            return text % {"n": minutes}
        return ngettext("every second", "every %(n)d seconds", seconds) % {"n": seconds}


@dataclass(frozen=True, slots=True)
class Daily:
    """At a time of day, once on every date of the zone.

    A time that a date has twice means the first; one that it does not have is as long
    after midnight as on the day before: 02:30 is 03:30 on the clock.
    """

    at: time

    def on(self, day: datetime, zone: tzinfo) -> datetime:
        """Return the moment on the local date of `day`."""
        local = datetime.combine(day.astimezone(zone).date(), self.at, zone)
        return local.replace(fold=0).astimezone(UTC)

    def after(self, due: datetime, zone: tzinfo) -> datetime:
        """Return the due time that follows this moment."""
        noon = datetime.combine(due.astimezone(zone).date(), time(12), zone)
        moments = (self.on(noon + timedelta(days=days), zone) for days in count())
        return next(moment for moment in moments if moment > due)

    def latest(self, due: datetime, now: datetime, zone: tzinfo) -> datetime:
        """Return the last due time before the time of grace, or `due` itself."""
        while (following := self.after(due, zone)) <= now - GRACE:
            due = following
        return due

    def __str__(self) -> str:
        return _("every day at %(time)s") % {"time": self.at.strftime("%H:%M")}


When = Every | Daily


@dataclass(frozen=True, slots=True)
class Batch:
    """What is due now: these times, after so many that were missed; then the next."""

    moments: list[datetime]
    missed: int
    following: datetime


def take(when: When, due: datetime, now: datetime, zone: tzinfo) -> Batch:
    """Return what is due, from the due time that was not carried out yet until now."""
    first = when.latest(due, now, zone)
    missed = _steps(when, due, first, zone)
    moments = list(_until(when, first, now, zone))
    last = moments[-1] if moments else None
    return Batch(moments, missed, when.after(last, zone) if last else due)


def _until(
    when: When, due: datetime, now: datetime, zone: tzinfo
) -> Iterator[datetime]:
    while due <= now:
        yield due
        due = when.after(due, zone)


def _steps(when: When, due: datetime, first: datetime, zone: tzinfo) -> int:
    """Return how many due times lie before the first that is carried out."""
    if isinstance(when, Every):
        return (first - due) // timedelta(seconds=when.seconds)
    return sum(1 for _moment in _until(when, due, first, zone)) - 1


def interval(text: str) -> int:
    """Return seconds, written as 30s, 5m, 6h or 1d; a plain number means minutes."""
    found = re.fullmatch(r"([0-9]{1,8})([smhd]?)", text.strip(), re.ASCII)
    seconds = int(found[1]) * _UNITS[found[2] or "m"] if found else 0
    if not 1 <= seconds <= LONGEST:
        raise ArgumentTypeError(
            _("%(text)r is not a time span. Write it like 30s, 5m, 6h or 1d.")
            % {"text": text[:20]}
        )
    return seconds

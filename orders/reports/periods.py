"""Days and months as the shop counts them: from midnight to midnight in TIME_ZONE."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Self

from django.db.models import Case, IntegerField, Max, Min, QuerySet, Value, When
from django.utils import timezone

from database.rows.days import start_of

# The first and the last of some times.
Span = tuple[datetime, datetime]

BETWEEN = ".."
ONE_DAY = timedelta(days=1)
# No shop is older, and times at the ends of the calendar fit no column.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both inclusive; None leaves an end open."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def of_month(cls, month: str) -> Self:
        """Return the days of a month, written as 2010-12."""
        first = date.fromisoformat(f"{month}-01")
        return cls(first, _next_month(first) - ONE_DAY)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str()` writes, such as 2010-12-01..2010-12-31 or 2010-12-01.. .

        Raises ValueError for anything else.
        """
        first, last = text.split(BETWEEN)
        return cls(
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
        )

    def __str__(self) -> str:
        return f"{self.first or ''}{BETWEEN}{self.last or ''}"

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def __and__(self, other: "Period") -> "Period":
        """Return the days that are in both."""
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return Period(max(firsts, default=None), min(lasts, default=None))

    def conditions(self, column: str) -> dict[str, datetime]:
        """Return the conditions on a column of times."""
        conditions = {}
        if self.first:
            first = min(max(self.first, EARLIEST), LATEST)
            conditions[f"{column}__gte"] = start_of(first)
        if self.last and self.last < LATEST:
            last = max(self.last, EARLIEST - ONE_DAY)
            conditions[f"{column}__lt"] = start_of(last + ONE_DAY)
        return conditions

    def before(self) -> "Period | None":
        """Return the period of the same length that ends where this one begins.

        As many months where these are whole months, as many days otherwise; None
        where an end is open.
        """
        if not self.first or not self.last:
            return None
        try:
            last = self.first - ONE_DAY
            months = _whole_months(self.first, self.last)
            if months:
                year, month = divmod(_months(self.first) - months, 12)
                return Period(date(year, month + 1, 1), last)
            return Period(self.first - (self.last - last), last)
        except (OverflowError, ValueError):  # beyond the ends of the calendar
            return None


def _whole_months(first: date, last: date) -> int:
    """Return how many months these days are; 0 where they are no whole ones."""
    if first.day != 1 or (last + ONE_DAY).day != 1:
        return 0
    return _months(last) - _months(first) + 1


def span_of(column: str, rows: Iterable[QuerySet]) -> Span | None:
    """Return the first and the last time of a column in all the rows together.

    None if there is no row.
    """
    span = {"first": Min(column), "last": Max(column)}
    spans = [part.order_by().aggregate(**span) for part in rows]
    found = [part for part in spans if part["first"] is not None]
    if not found:
        return None
    return min(part["first"] for part in found), max(part["last"] for part in found)


class Unit(Enum):
    """What a history is cut into, with about how long it is, the shortest first."""

    HOUR = timedelta(hours=1)
    DAY = timedelta(days=1)
    WEEK = timedelta(days=7)
    MONTH = timedelta(days=30)
    QUARTER = timedelta(days=91)
    YEAR = timedelta(days=365)

    @classmethod
    def that_fits(cls, span: Span, most: int, *, least: "Unit") -> "Unit":
        """Return the shortest, from `least` on, of which no more than `most` fit in."""
        longer = (unit for unit in cls if unit.value >= least.value)
        fits = (unit for unit in longer if len(unit.starts(span, most)) <= most + 1)
        return next(fits, cls.YEAR)

    def starts(self, span: Span, most: int | None = None) -> list[datetime]:
        """Return when each part of the span begins, and when the last one ends.

        With `most`, no more than one part beyond so many.
        """
        starts = [self._begin(span[0])]
        while starts[-1] <= span[1] and (most is None or len(starts) < most + 2):
            # Half of the next one: its length may differ, and the clocks may change,
            # for which times of one zone are added up as if they did not.
            starts.append(self._begin(starts[-1].astimezone(UTC) + self.value * 1.5))
        return starts

    def _begin(self, moment: datetime) -> datetime:
        """Return when the part began that the moment is in; weeks begin on Mondays."""
        local = timezone.localtime(moment, timezone.get_default_timezone())
        day = local.date()
        match self:
            case Unit.HOUR:
                return local.replace(minute=0, second=0, microsecond=0)
            case Unit.WEEK:
                day -= timedelta(days=day.weekday())
            case Unit.MONTH:
                day = day.replace(day=1)
            case Unit.QUARTER:
                day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            case Unit.YEAR:
                day = day.replace(month=1, day=1)
        return start_of(day)


def part_of(column: str, starts: Sequence[datetime]) -> Case:
    """Return which part a column's time is in, counted from 0, as an expression."""
    return _cut(column, enumerate(starts[1:]))


def month_of(column: str, span: Span) -> Case:
    """Return the month of a column of times, as an expression; `month_text` writes it.

    They are numbers because engines sort texts by the rules of a language, which takes
    far longer.
    """
    return _cut(column, _months_between(*span))


def _cut(column: str, ends: Iterable[tuple[int, datetime]]) -> Case:
    """Return the number of the first end that a column's time is before.

    Compared as times, so that no engine needs time zones of its own: MariaDB has none
    until somebody loads them.
    """
    whens = [When(**{f"{column}__lt": end}, then=Value(number)) for number, end in ends]
    return Case(*whens, output_field=IntegerField())


def month_text(month: int) -> str:
    """Return a month of `month_of` as 2010-12."""
    year, months = divmod(month, 12)
    return f"{year}-{months + 1:02}"


def _months_between(first: datetime, last: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield (month, first moment after it) from one time to another."""
    zone = timezone.get_default_timezone()
    day = timezone.localtime(first, zone).date().replace(day=1)
    end = timezone.localtime(last, zone).date()
    while day <= end:
        following = _next_month(day)
        yield _months(day), start_of(following)
        day = following


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _months(day: date) -> int:
    """Return how many months the day is away from the beginning of our calendar."""
    return day.year * 12 + day.month - 1

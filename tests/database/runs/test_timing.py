"""When something is due: also where clocks change, and after nobody looked for long."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.ops.timing import GRACE, Daily, Every, interval, take

LONDON = ZoneInfo("Europe/London")
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(when: Daily, first: str, count: int, zone: ZoneInfo) -> list[str]:
    """Return so many due times after the first moment, in UTC."""
    due, found = utc(first), []
    for _number in range(count):
        due = when.after(due, zone)
        found.append(due.strftime("%m-%d %H:%M"))
    return found


def test_a_time_of_day_follows_the_clock_of_the_shop():
    got = days_of(Daily(time(2, 30)), "2026-06-01T00:00", 3, LONDON)

    assert got == ["06-01 01:30", "06-02 01:30", "06-03 01:30"]


def test_a_time_that_does_not_exist_runs_once_and_an_hour_later():
    """On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00."""
    got = days_of(Daily(time(2, 30)), "2026-03-28T00:00", 3, BERLIN)

    assert got == ["03-28 01:30", "03-29 01:30", "03-30 00:30"]


def test_a_time_that_exists_twice_runs_the_first_time_only():
    """On 25 October 2026 the clocks of Berlin go from 03:00 to 02:00."""
    got = days_of(Daily(time(2, 30)), "2026-10-24T00:00", 3, BERLIN)

    assert got == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]


def test_a_day_that_a_place_left_out_has_no_run_of_its_own():
    """Samoa had no 30 December 2011."""
    got = days_of(Daily(time(12)), "2011-12-29T00:00", 3, APIA)

    assert got == ["12-29 22:00", "12-30 22:00", "12-31 22:00"]


# A busy machine is slow to invent moments; what is right does not depend on that.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.times(),
    st.sampled_from([LONDON, BERLIN, APIA, ZoneInfo("America/New_York")]),
)
def test_every_date_has_one_time(moment, at, zone):
    """However the clocks change: the next is later, and on another date."""
    when = Daily(at.replace(microsecond=0))
    first = when.after(moment.replace(tzinfo=UTC), zone)

    second = when.after(first, zone)

    assert first < second <= first + timedelta(hours=50)
    assert first.astimezone(zone).date() < second.astimezone(zone).date()


def test_every_so_often_keeps_its_rhythm():
    due = utc("2026-06-01T10:00")

    batch = take(Every(300), due, utc("2026-06-01T10:00:07"), UTC)

    assert (batch.moments, batch.missed) == ([due], 0)
    assert batch.following == utc("2026-06-01T10:05")


def test_what_is_not_due_yet_stays_as_it_is():
    due = utc("2026-06-01T10:00")

    batch = take(Every(300), due, utc("2026-06-01T09:59:59"), UTC)

    assert (batch.moments, batch.missed, batch.following) == ([], 0, due)


def test_within_the_grace_each_due_time_is_made_up_for():
    due = utc("2026-06-01T10:00")

    batch = take(Every(1), due, due + timedelta(seconds=5), UTC)

    assert batch.moments == [due + timedelta(seconds=n) for n in range(6)]
    assert batch.missed == 0


@pytest.mark.parametrize(
    ("when", "missed", "made_up", "following"),
    [
        (Every(300), 71, "2026-06-01T15:55", "2026-06-01T16:05"),
        (Daily(time(10)), 0, "2026-06-01T10:00", "2026-06-02T10:00"),
    ],
)
def test_after_hours_the_newest_is_made_up_for(when, missed, made_up, following):
    due, now = utc("2026-06-01T10:00"), utc("2026-06-01T16:00:30")

    batch = take(when, due, now, UTC)

    assert batch.moments[0] == utc(made_up)
    assert (batch.missed, batch.following) == (missed, utc(following))


def test_after_days_the_newest_day_is_made_up_for():
    due = utc("2026-06-01T02:30")

    batch = take(Daily(time(2, 30)), due, utc("2026-06-05T08:00"), UTC)

    assert batch.moments == [utc("2026-06-05T02:30")]
    assert (batch.missed, batch.following) == (4, utc("2026-06-06T02:30"))


@given(st.integers(1, 100_000), st.integers(0, 10_000_000), st.sampled_from([0, 1, 59]))
def test_no_due_time_is_lost_and_none_comes_twice(seconds, late, more):
    when, due = Every(seconds), utc("2026-06-01T10:00")

    batch = take(when, due, due + timedelta(seconds=late + more), UTC)

    counted = batch.missed + len(batch.moments)
    assert batch.following == due + timedelta(seconds=seconds * counted)
    assert len(batch.moments) <= GRACE.total_seconds() + 1


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("5m", 300), ("6h", 21600), ("1d", 86400)]
)
def test_a_span_is_typed_with_its_unit(text, seconds):
    assert interval(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "-5m", "5w", "400d", "５m"])
def test_a_span_that_is_none_is_refused(text):
    with pytest.raises(ArgumentTypeError):
        interval(text)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (Every(1), "every second"),
        (Every(90), "every 90 seconds"),
        (Every(60), "every minute"),
        (Every(300), "every 5 minutes"),
        (Every(3600), "every hour"),
        (Every(172_800), "every 2 days"),
        (Daily(time(2, 30)), "every day at 02:30"),
    ],
)
def test_it_is_said_in_words(when, text):
    assert str(when) == text

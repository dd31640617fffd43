"""Months as partitions count them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from database.tables.months import Month


def test_a_month_ends_where_the_next_begins():
    december = Month(2026, 12)

    assert december.begin == datetime(2026, 12, 1, tzinfo=UTC)
    assert december.end == Month(2027, 1).begin


@pytest.mark.parametrize(
    ("steps", "month"), [(1, (2027, 1)), (-11, (2026, 1)), (-12, (2025, 12))]
)
def test_counting_crosses_the_year(steps, month):
    assert Month(2026, 12).plus(steps) == Month(*month)


def test_a_moment_belongs_to_its_month_in_utc():
    sydney = timezone(timedelta(hours=11))

    assert Month.of(datetime(2026, 12, 1, 8, tzinfo=sydney)) == Month(2026, 11)


def test_a_name_is_read_back():
    assert Month.parse(str(Month(2026, 3))) == Month(2026, 3)
    with pytest.raises(ValueError, match="unconverted"):
        Month.parse("2026_13")

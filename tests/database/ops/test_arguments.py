"""Readers of what is typed behind a command's options."""

from argparse import ArgumentTypeError
from datetime import date, timedelta

import pytest

from database.ops.arguments import age, count, day


def test_a_date_is_read():
    assert day("2010-12-01") == date(2010, 12, 1)


@pytest.mark.parametrize("text", ["", "2010-13-01", "01/12/2010", "\0", "９"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="is not a date"):
        day(text)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("1000000", 1_000_000)])
def test_a_number_of_rows_is_read(text, number):
    assert count(text) == number


@pytest.mark.parametrize("text", ["", "0", "-1", "1_0", "９", "1000001", "9" * 5000])
def test_what_is_no_number_of_rows_is_refused(text):
    with pytest.raises(ArgumentTypeError, match="is not a whole number"):
        count(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [("90d", 90 * 24), ("72h", 72), ("30m", 0.5), ("7", 7 * 24)],
)
def test_an_age_is_days_unless_it_says_otherwise(text, length):
    assert age(text) == timedelta(hours=length)


@pytest.mark.parametrize("text", ["", "0", "0h", "5w", "-1d", "1.5d", "９d", "9" * 7])
def test_what_is_no_age_is_refused_with_an_example(text):
    with pytest.raises(ArgumentTypeError, match="Write it like 90d, 72h or 30m"):
        age(text)

"""Periods: how they are written, and what came before them."""

from datetime import date

import pytest

from orders.reports.periods import Period


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2011-12-01..2011-12-31", "2011-11-01..2011-11-30"),
        ("2011-01-01..2011-03-31", "2010-10-01..2010-12-31"),
        ("2011-03-05..2011-03-11", "2011-02-26..2011-03-04"),
        ("2011-03-05..2011-03-05", "2011-03-04..2011-03-04"),
    ],
)
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(period, before):
    assert str(Period.parse(period).before()) == before


@pytest.mark.parametrize(
    "period", ["2011-03-05..", "..2011-03-05", "..", "0001-01-01..0001-01-31"]
)
def test_what_has_no_length_has_no_period_before(period):
    assert Period.parse(period).before() is None


@pytest.mark.parametrize("text", ["", "2011", "2011-13-01..", "a..b", "..2011-01-01.."])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


def test_two_periods_have_days_in_common():
    both = Period.of_month("2011-02") & Period(date(2011, 2, 10), None)

    assert str(both) == "2011-02-10..2011-02-28"

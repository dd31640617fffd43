"""What the charts of the reports write along their axes."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from orders.admin.charts import Series, chart_of, drawn
from orders.reports import Answer, Filters, reports
from orders.reports.registry import Kind

FIRST = datetime(2011, 12, 8, 17, 5, tzinfo=UTC)


def decimals(*values, **shape):
    chart = drawn([""] * len(values), [Series("Total", values, Kind.MONEY)], **shape)
    return json.loads(chart["options"])["scales"]["y"]["ticks"]["format"][
        "maximumFractionDigits"
    ]


def labels(*moments):
    rows = [{"placed_at": moment, "running_total": 1} for moment in moments]
    answer = Answer(reports["running_totals"], Filters(), rows, as_of=FIRST)
    return json.loads(chart_of(answer)["data"])["labels"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(20_300_000, 20_550_000, 3), (0, 20_000_000, 1), (10, 20, 1), (7, 7, 1)],
)
def test_a_line_has_the_decimals_that_tell_its_steps_apart(first, last, expected):
    assert decimals(first, last, is_line=True) == expected


def test_bars_begin_at_zero_and_need_no_more_than_one_decimal():
    assert decimals(20_300_000, 20_550_000) == 1


def test_points_of_two_days_have_their_time():
    assert labels(FIRST, FIRST + timedelta(days=1)) == ["8 Dec, 17:05", "9 Dec, 17:05"]


def test_points_of_many_days_have_their_date():
    assert labels(FIRST, FIRST + timedelta(days=9)) == ["8 Dec 2011", "17 Dec 2011"]

"""What the charts of the reports say: their names, their axes, the table of them."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from database.back_office.charts import Series, drawn
from orders.admin.reports.charts import FORMATS, chart_of
from orders.reports import Answer, Filters, reports
from orders.reports.periods import Period, Unit
from orders.reports.registry import Kind, Points, Shape

FIRST = datetime(2011, 12, 8, 17, 5, tzinfo=UTC)


def chart(name, rows, unit=None, **filters):
    filters = Filters(**filters)
    return chart_of(
        Answer(reports[name], filters, [], as_of=FIRST, points=Points(rows, unit))
    )


def data(chart):
    return json.loads(chart["data"])


def labels(unit, *moments):
    rows = [{"start": moment, "running_total": Decimal(1)} for moment in moments]
    return data(chart("running_totals", rows, unit))["labels"]


def products(count):
    return [
        {
            "name": f"Pen number {number}",
            "units": 30 - number,
            "revenue": Decimal(number),
        }
        for number in range(count)
    ]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("values", [(20_300_000, 20_550_000), (0, 20), (7, 7)])
def test_every_axis_of_figures_begins_at_zero_and_has_one_decimal(shape, values):
    options = json.loads(
        drawn(
            ["", ""],
            [Series("Total", values, FORMATS[Kind.MONEY])],
            is_line=shape is Shape.LINE,
            is_lying=shape is Shape.LYING_BARS,
        )["options"]
    )

    axis = options["scales"]["x" if shape is Shape.LYING_BARS else "y"]
    assert axis["beginAtZero"] is True
    assert axis["ticks"]["format"]["maximumFractionDigits"] == 1


def test_hours_have_their_time():
    times = (FIRST, FIRST + timedelta(hours=1))

    assert labels(Unit.HOUR, *times) == [["8 Dec, 17:05"], ["8 Dec, 18:05"]]


@pytest.mark.parametrize(
    ("unit", "label"),
    [
        (Unit.DAY, "8 Dec 2011"),
        (Unit.WEEK, "8 Dec 2011"),
        (Unit.MONTH, "Dec 2011"),
        (Unit.QUARTER, "Q4 2011"),
        (Unit.YEAR, "2011"),
    ],
)
def test_longer_parts_have_their_date(unit, label):
    assert labels(unit, FIRST) == [[label]]


@pytest.mark.parametrize(
    ("unit", "caption"),
    [
        (Unit.HOUR, "Period: since 8 Dec 2011, by hour."),
        (Unit.WEEK, "Period: since 8 Dec 2011, by week; weeks begin on Mondays."),
        (Unit.QUARTER, "Period: since 8 Dec 2011, by quarter: too many months."),
    ],
)
def test_a_caption_names_the_period_and_what_a_point_is(unit, caption):
    rows = [{"start": FIRST, "running_total": Decimal(1)}]

    period = Period(date(2011, 12, 8), None)

    found = chart("running_totals", rows, unit, period=period)
    assert (found["title"], found["caption"]) == ("Total so far", caption)


def test_what_was_credited_marks_the_end_of_its_bar():
    months = [("9.00", "0.00"), ("10.00", "2.50"), ("0.00", "4.00")]
    rows = [
        {"start": FIRST, "revenue": Decimal(sold), "credited": Decimal(credited)}
        for sold, credited in months
    ]

    found = chart("monthly_trend", rows, Unit.MONTH)

    mark, bars = data(found)["datasets"]
    assert (bars["label"], bars["data"]) == ("Revenue", [9, 10, 0])
    assert (mark["label"], mark["data"]) == ("Credited", [None, [7.5, 10], [-4, 0]])
    assert found["head"] == ["Revenue", "Credited"]
    assert found["rows"][1] == (["Dec 2011"], ["£10.00", "£2.50"])


def test_where_nothing_was_credited_no_colour_stands_for_it():
    row = {"start": FIRST, "revenue": Decimal(9), "credited": Decimal(0)}

    found = chart("monthly_trend", [row], Unit.MONTH)

    assert [one["label"] for one in data(found)["datasets"]] == ["Revenue"]
    assert found["head"] == ["Revenue"]


@pytest.mark.parametrize(
    ("count", "bars", "caption"),
    [
        (15, 15, "Period: all time."),
        (16, 15, "Period: all time. The first 15 of all rows."),
    ],
)
def test_a_ranking_says_that_there_are_more(count, bars, caption):
    found = chart("top_products", products(count))

    assert (len(data(found)["labels"]), found["caption"]) == (bars, caption)


def test_a_ranking_draws_what_it_is_ranked_by():
    found = chart("top_products", products(2), by="units")

    assert [one["label"] for one in data(found)["datasets"]] == ["Pieces"]
    assert data(found)["datasets"][0]["data"] == [30, 29]


def test_a_figure_that_nobody_knows_is_not_drawn():
    rows = [row | {"profit": None} for row in products(2)]

    found = chart("product_sales", rows, by="revenue")

    assert found["title"] == "Revenue"


def test_a_long_name_has_two_lines():
    row = {"name": "Scented candle, cedar and moss, in a jar", "revenue": Decimal(1)}

    assert data(chart("top_products", [row]))["labels"] == [
        ["Scented candle,", "cedar and moss, in…"]
    ]


def test_the_best_of_a_month_is_named_with_it():
    row = {"start": FIRST, "name": "Pen", "revenue": Decimal(3)}

    found = chart("product_ranking", [row], Unit.MONTH, by="revenue")

    assert data(found)["labels"] == [["Dec 2011", "Pen"]]
    assert found["rows"] == [(["Dec 2011", "Pen"], ["£3.00"])]

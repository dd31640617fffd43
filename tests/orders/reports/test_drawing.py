"""What the charts draw: the whole period, however many rows are asked for."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.reports import Filters, answer, reports
from orders.reports.periods import Period, Unit
from tests.factories import CreditNoteFactory, ProductFactory, UserFactory
from tests.orders.reports.selling import sell

TEN = Decimal("10.00")


def asked(name, *, limit=1, **filters):
    """Return what the page of a report shows, of one row where nobody says more."""
    return answer(reports[name], Filters(limit=limit, **filters), with_totals=True)


def drawn(name, *columns, **filters):
    points = asked(name, **filters).points
    return points.unit, [
        (f"{timezone.localtime(row['start']):%Y-%m-%d %H}", *map(row.get, columns))
        for row in points.rows
    ]


def starts(unit, *span):
    first, last = (datetime(*moment, tzinfo=UTC) for moment in span)
    return [
        f"{timezone.localtime(start):%Y-%m-%d %H}"
        for start in unit.starts((first, last))
    ]


@pytest.mark.parametrize(
    ("unit", "last", "expected"),
    [
        (Unit.HOUR, (2026, 3, 29, 1, 5), ["03-29 00", "03-29 02", "03-29 03"]),
        (Unit.DAY, (2026, 3, 29, 23, 5), ["03-29 00", "03-30 00", "03-31 00"]),
        (Unit.WEEK, (2026, 3, 29, 23, 5), ["03-23 00", "03-30 00", "04-06 00"]),
        (Unit.MONTH, (2026, 4, 30, 22), ["03-01 00", "04-01 00", "05-01 00"]),
        (Unit.QUARTER, (2026, 6, 30, 22), ["01-01 00", "04-01 00", "07-01 00"]),
    ],
)
def test_parts_begin_by_the_clock_of_the_shop_also_when_it_changes(
    unit, last, expected
):
    found = starts(unit, (2026, 3, 29, 0, 30), last)

    assert found == [f"2026-{start}" for start in expected]


def test_years_begin_in_january():
    expected = ["2024-01-01 00", "2025-01-01 00", "2026-01-01 00", "2027-01-01 00"]

    assert starts(Unit.YEAR, (2024, 12, 31), (2026, 1, 1)) == expected


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (0, Unit.HOUR),
        (2, Unit.HOUR),
        (3, Unit.DAY),
        (71, Unit.DAY),
        (72, Unit.WEEK),
        (497, Unit.WEEK),
        (504, Unit.MONTH),
        (6 * 365, Unit.MONTH),
        (7 * 365, Unit.QUARTER),
        (19 * 365, Unit.YEAR),
        (400 * 365, Unit.YEAR),
    ],
)
def test_a_history_is_cut_into_the_shortest_parts_that_fit(days, unit):
    # A Monday, and the first day of a year.
    first = datetime(1900, 1, 1, tzinfo=UTC)

    found = Unit.that_fits((first, first + timedelta(days)), 72, least=Unit.HOUR)

    assert found is unit


def test_no_part_is_shorter_than_the_least():
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)

    assert Unit.that_fits((noon, noon), 36, least=Unit.MONTH) is Unit.MONTH


@pytest.mark.django_db
def test_every_month_is_drawn_though_one_is_asked_for():
    sell(2010, 12, 5)
    sell(2011, 2, 5, pieces=2)

    found = drawn("monthly_trend", "revenue", "credited")

    assert found == (
        Unit.MONTH,
        [("2010-12-01 00", TEN, 0), ("2011-01-01 00", 0, 0), ("2011-02-01 00", 20, 0)],
    )
    assert [row["month"] for row in asked("monthly_trend").rows] == ["2011-02"]


@pytest.mark.django_db
def test_too_many_months_are_drawn_as_quarters():
    for moment in ((2008, 1, 5), (2008, 3, 5), (2011, 2, 5)):
        sell(*moment)
    at = datetime(2008, 2, 1, tzinfo=UTC)
    CreditNoteFactory(issued_at=at, total=Decimal("-7.25"))

    unit, bars = drawn("monthly_trend", "revenue", "credited")

    assert (unit, len(bars)) == (Unit.QUARTER, 13)
    assert bars[0] == ("2008-01-01 00", Decimal("20.00"), Decimal("7.25"))
    assert bars[-1] == ("2011-01-01 00", TEN, 0)


@pytest.mark.django_db
def test_the_line_of_totals_runs_from_the_first_order_to_the_last():
    sell(2011, 6, 30, 21, 59)
    sell(2011, 6, 30, 23, 0)
    sell(2011, 7, 2, 12, pieces=3)
    sell(2011, 7, 1, status="cancelled")

    found = drawn("running_totals", "running_total")
    in_july = drawn(
        "running_totals", "running_total", period=Period(date(2011, 7, 1), None)
    )

    assert (found[0], len(found[1])) == (Unit.HOUR, 40)
    assert found[1][:3] == [
        ("2011-06-30 22", TEN),
        ("2011-06-30 23", TEN),
        ("2011-07-01 00", Decimal("20.00")),
    ]
    assert found[1][-1] == ("2011-07-02 13", Decimal("50.00"))
    assert in_july[1][-1] == ("2011-07-02 13", Decimal("40.00"))


@pytest.mark.django_db
@pytest.mark.parametrize(("by", "best"), [("revenue", "Lamp"), ("units", "Pen")])
def test_the_best_product_of_every_month_is_drawn_the_newest_first(by, best):
    pen = ProductFactory(name="Pen", price=Decimal("1.00"), stock_quantity=99)
    lamp = ProductFactory(name="Lamp", price=Decimal("9.00"), stock_quantity=99)
    for month in (1, 2):
        sell(2011, month, 5, product=pen, pieces=4)
        sell(2011, month, 6, product=lamp, pieces=1)
    sell(2011, 2, 7, product=pen, pieces=1)

    unit, bars = drawn("product_ranking", "name", by, by=by)

    figures = {"revenue": (9, 9), "units": (5, 4)}[by]
    assert unit is Unit.MONTH
    assert bars == [
        ("2011-02-01 00", best, figures[0]),
        ("2011-01-01 00", best, figures[1]),
    ]


@pytest.mark.django_db
def test_of_equally_good_products_one_is_drawn():
    first, second = ProductFactory(price=TEN), ProductFactory(price=TEN)
    for product in (second, first):
        sell(2011, 1, 5, product=product)

    assert [row["sku"] for row in asked("product_ranking").points.rows] == [first.sku]


@pytest.mark.django_db
def test_a_ranking_is_drawn_as_far_whatever_is_asked_for():
    for pieces in (1, 3, 2):
        sell(2011, 1, 5, pieces=pieces)

    found = asked("top_products")

    assert [row["units"] for row in found.rows] == [3]
    assert [row["units"] for row in found.points.rows] == [3, 2, 1]


@pytest.mark.django_db
def test_nothing_is_drawn_where_nothing_was_sold():
    assert [name for name in reports if asked(name).points.rows] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "most"),
    [("monthly_trend", 4), ("running_totals", 4), ("product_ranking", 5)],
)
def test_a_page_reads_as_often_whatever_was_sold(name, most):
    pen = ProductFactory(price=TEN, stock_quantity=999)
    buyer = UserFactory()
    counts = []
    for months in ((1,), range(2, 13)):
        for month in months:
            sell(2011, month, 5, product=pen, customer=buyer)
        with CaptureQueriesContext(connection) as reading:
            asked(name, limit=50)
        counts.append(
            sum(row["sql"].startswith("SELECT") for row in reading.captured_queries)
        )

    assert counts == [most, most]

"""Running totals and countries: figures by hand."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import Order
from orders.reports import Filters, answer, reports, rows_of
from orders.reports.periods import Period
from tests.orders.reports.selling import sell

pytestmark = pytest.mark.django_db


def test_totals_run_with_the_orders_and_a_limit_keeps_the_newest():
    for day in (1, 2, 3):
        sell(2011, 1, day, pieces=day)

    rows = rows_of("running_totals", limit=2)

    figures = ("total", "running_total", "running_average")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        (Decimal("20.00"), Decimal("30.00"), Decimal("15.00")),
        (Decimal("30.00"), Decimal("60.00"), Decimal("20.00")),
    ]


def test_countries_have_their_share_and_the_unknown_is_one_of_them():
    for pieces, country in ((3, "NL"), (1, "")):
        order = sell(2011, 1, 1, pieces=pieces)
        Order.objects.filter(pk=order.pk).update(country=country)

    rows = rows_of("sales_by_country")

    assert [(r["country"], r["units"], r["share"]) for r in rows] == [
        ("NL", 3, Decimal("75.00")),
        ("", 1, Decimal("25.00")),
    ]


def test_a_period_is_compared_with_the_one_before():
    sell(2011, 1, 5, pieces=2)
    sell(2011, 2, 5, pieces=5)
    february = Filters(Period(date(2011, 2, 1), date(2011, 2, 28)))

    found = answer(reports["monthly_trend"], february, with_totals=True)

    assert found.totals["revenue"] == Decimal("50.00")
    assert found.before["revenue"] == Decimal("20.00")

"""The monthly trend: figures by hand, months of the shop's clock."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.test import override_settings

from orders.models import Order
from orders.reports import rows_of
from tests.factories import CreditNoteFactory, OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
monthly_trend = partial(rows_of, "monthly_trend")


def sold(placed_at, price="10.00", status="delivered", **order):
    product = ProductFactory(price=Decimal(price))
    placed = OrderFactory(lines={product.pk: 1}, **order)
    Order.objects.filter(pk=placed.pk).update(placed_at=placed_at, status=status)


def at(*moment):
    return datetime(*moment, tzinfo=UTC)


def test_a_month_has_its_orders_revenue_average_and_customers():
    ann = UserFactory()
    sold(at(2011, 1, 5), "10.00", customer=ann)
    sold(at(2011, 1, 6), "0.01", customer=ann)
    sold(at(2011, 1, 7), "0.02", customer=None, email="guest@shop.example")

    assert monthly_trend() == [
        {
            "month": "2011-01",
            "orders": 3,
            "revenue": Decimal("10.03"),
            "average_order_value": Decimal("3.34"),
            "unique_customers": 1,
            "net": Decimal("10.03"),
        }
    ]


def test_an_average_is_rounded_half_up():
    sold(at(2011, 1, 5), "0.01")
    sold(at(2011, 1, 5), "0.02")

    assert monthly_trend()[0]["average_order_value"] == Decimal("0.02")


@pytest.mark.parametrize(
    ("status", "months"),
    [
        ("pending", 0),
        ("confirmed", 1),
        ("shipped", 1),
        ("delivered", 1),
        ("cancelled", 0),
        ("returned", 0),
    ],
)
def test_confirmed_shipped_and_delivered_orders_count(status, months):
    sold(at(2011, 1, 5), status=status)

    assert len(monthly_trend()) == months


def test_months_begin_at_midnight_of_the_shop():
    sold(at(2011, 6, 30, 22, 59))
    sold(at(2011, 6, 30, 23, 0))
    sold(at(2011, 12, 31, 23, 59))

    assert [row["month"] for row in monthly_trend()] == [
        "2011-06",
        "2011-07",
        "2011-12",
    ]


@override_settings(TIME_ZONE="Pacific/Auckland")
def test_another_zone_cuts_at_another_moment():
    sold(at(2011, 6, 30, 11, 59))
    sold(at(2011, 6, 30, 12, 0))

    assert [row["month"] for row in monthly_trend()] == ["2011-06", "2011-07"]


def test_both_dates_of_a_period_count():
    for day in (1, 2, 3, 4):
        sold(at(2011, 3, day, 12))

    [march] = monthly_trend(first=date(2011, 3, 2), last=date(2011, 3, 3))

    assert march["orders"] == 2


def test_a_limit_keeps_the_newest_months_in_their_order():
    for month in (1, 3, 12):
        sold(at(2011, month, 5))

    rows = monthly_trend(limit=2)

    assert [row["month"] for row in rows] == ["2011-03", "2011-12"]


def test_no_orders_are_no_rows():
    assert monthly_trend(last=date.max) == []


def test_net_is_the_revenue_after_the_credit_notes_of_the_month():
    sold(at(2011, 1, 5), "10.00")
    sold(at(2011, 2, 5), "5.00")
    CreditNoteFactory(issued_at=at(2011, 2, 28, 23, 59), total=Decimal("-7.25"))
    CreditNoteFactory(issued_at=at(2011, 2, 1), total=Decimal("-0.10"))

    january, february = monthly_trend()

    assert (january["revenue"], january["net"]) == (Decimal("10.00"), Decimal("10.00"))
    assert (february["revenue"], february["net"]) == (
        Decimal("5.00"),
        Decimal("-2.35"),
    )


def test_a_month_with_credit_notes_alone_is_a_row():
    sold(at(2011, 1, 5), "10.00")
    CreditNoteFactory(issued_at=at(2011, 3, 1), total=Decimal("-4.00"))

    assert monthly_trend(limit=1) == [
        {
            "month": "2011-03",
            "orders": 0,
            "revenue": Decimal("0.00"),
            "average_order_value": Decimal("0.00"),
            "unique_customers": 0,
            "net": Decimal("-4.00"),
        }
    ]


def test_credit_notes_outside_the_period_do_not_count():
    sold(at(2011, 1, 5), "10.00")
    CreditNoteFactory(issued_at=at(2011, 1, 31, 12), total=Decimal("-4.00"))

    [january] = monthly_trend(last=date(2011, 1, 30))

    assert january["net"] == Decimal("10.00")


def test_two_years_cost_six_queries(django_assert_num_queries):
    sold(at(2010, 1, 5))
    sold(at(2011, 12, 5))
    CreditNoteFactory(issued_at=at(2010, 6, 1))

    with django_assert_num_queries(6):
        monthly_trend()

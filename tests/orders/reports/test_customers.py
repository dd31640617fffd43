"""Reports on customers: figures by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.reports import rows_of
from tests.factories import UserFactory
from tests.orders.reports.selling import sell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_customers():
    """Ann bought for £30 and £10, Ben for £20, Cid nothing that counts."""
    ann, ben, cid = (UserFactory(username=name) for name in ("ann", "ben", "cid"))
    sell(2011, 1, 5, customer=ann, pieces=3)
    sell(2011, 2, 5, customer=ann)
    sell(2011, 1, 7, customer=ben, pieces=2)
    sell(2011, 1, 8, customer=cid, status="cancelled")
    sell(2011, 1, 9, customer=None, email="guest@shop.example", pieces=9)


def names(report, **asked):
    return [row["customer"] for row in rows_of(report, **asked)]


def test_top_customers_have_orders_pieces_and_spending():
    assert rows_of("top_customers") == [
        {"customer": "ann", "orders": 2, "units": 4, "spent": Decimal("40.00")},
        {"customer": "ben", "orders": 1, "units": 2, "spent": Decimal("20.00")},
    ]


def test_a_limit_and_a_period_leave_the_others_out():
    january = {"first": date(2011, 1, 1), "last": date(2011, 1, 31)}

    assert rows_of("top_customers", limit=1, **january) == [
        {"customer": "ann", "orders": 1, "units": 3, "spent": Decimal("30.00")}
    ]


def test_the_best_customer_has_rank_one_and_percentile_100():
    ann, ben = rows_of("customer_ranking")

    assert (ann["customer"], ann["rank_by_spend"], ann["rank_by_orders"]) == (
        "ann",
        1,
        1,
    )
    assert (ann["spend_percentile"], ben["spend_percentile"]) == (
        Decimal(100),
        Decimal(0),
    )


def test_above_average_is_more_than_customers_spend_on_average():
    [ann] = rows_of("customers_above_average")

    assert (ann["customer"], ann["above_average"]) == ("ann", Decimal("10.00"))


def test_customers_with_one_order_with_orders_and_without():
    assert names("one_time_customers") == ["ben"]
    assert names("customers_with_orders") == ["ann", "ben"]
    assert names("customers_with_orders", first=date(2011, 2, 1)) == ["ann"]
    assert names("customers_without_orders") == ["cid"]
    assert names("customers_without_orders", first=date(2011, 2, 1)) == ["cid", "ben"]


def test_recent_customers_bought_in_the_last_thirty_days():
    day = timezone.now() - timedelta(days=3)
    sell(day.year, day.month, day.day, customer=UserFactory(username="dot"))

    assert names("recent_customers") == ["dot"]

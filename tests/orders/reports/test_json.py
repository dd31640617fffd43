"""What programs read of each report: the names of the contract, in forms that parse."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from orders.reports import reports
from tests.commands.calling import call
from tests.factories import CreditNoteFactory, ProductFactory, UserFactory
from tests.orders.reports.selling import sell

pytestmark = pytest.mark.django_db

SHAPES = {
    "monthly_trend": "month:month orders:count revenue:money average_order_value:money"
    " unique_customers:count net:money",
    "running_totals": "number:text placed_at:moment total:money running_total:money"
    " running_average:money",
    "sales_by_country": "country:country orders:count customers:count units:count"
    " revenue:money share:money",
    "top_customers": "customer:text orders:count units:count spent:money",
    "customer_ranking": "customer:text orders:count spent:money rank_by_spend:count"
    " rank_by_orders:count spend_percentile:money orders_percentile:money",
    "customers_above_average": "customer:text orders:count spent:money"
    " above_average:money",
    "customers_with_orders": "customer:text orders:count spent:money"
    " first_order:moment last_order:moment",
    "one_time_customers": "customer:text placed_at:moment spent:money",
    "recent_customers": "customer:text email:text since:moment",
    "customers_without_orders": "customer:text email:text since:moment",
    "top_products": "sku:text name:text orders:count units:count revenue:money",
    "product_sales": "sku:text name:text lines:count units:count revenue:money"
    " average_price:money profit:money",
    "product_ranking": "month:month sku:text name:text units:count revenue:money"
    " rank_by_revenue:count rank_by_units:count",
    "never_sold": "sku:text name:text status:text in_stock:count price:money",
}
IS_OF_FORM = {
    "text": lambda value: isinstance(value, str) and value != "",
    "country": lambda value: isinstance(value, str),
    "count": lambda value: type(value) is int,
    "money": lambda value: re.fullmatch(r"-?\d+\.\d\d", value),
    "month": lambda value: re.fullmatch(r"\d{4}-\d\d", value),
    "moment": lambda value: datetime.fromisoformat(value).tzinfo is not None,
}


@pytest.fixture
def shop():
    """Ann bought more than once, Ben once, Cid never; a product was never sold."""
    ann, ben, _cid = (UserFactory() for _ in range(3))
    day = timezone.now() - timedelta(days=3)
    for month in (1, 2):
        sell(2011, month, 5, customer=ann, pieces=3, cost="4")
    sell(day.year, day.month, day.day, customer=ben, cost="4")
    ProductFactory()
    CreditNoteFactory(issued_at=day, customer=ann)


def test_every_report_has_a_shape():
    assert set(SHAPES) == set(reports)


@pytest.mark.parametrize("name", SHAPES)
def test_programs_find_the_names_of_the_contract(name, shop):
    envelope, code = call("report", name)

    assert (code, envelope["schema"], envelope["status"]) == (0, "report/1", "ok")
    assert envelope["data"]["rows"]
    forms = [part.split(":") for part in SHAPES[name].split()]
    for row in envelope["data"]["rows"]:
        assert list(row) == [column for column, _form in forms]
        assert [c for c, form in forms if not IS_OF_FORM[form](row[c])] == []


@pytest.mark.parametrize("name", SHAPES)
def test_every_report_takes_dates_and_a_limit(name, shop):
    dates = ["--from", "2011-01-01", "--to", "2011-01-31"]
    envelope, code = call("report", name, *dates, "--limit", "1")

    assert (code, len(envelope["data"]["rows"])) == (
        0,
        # Ann alone bought in that month, more than once in no time.
        0 if name == "customers_above_average" else 1,
    )

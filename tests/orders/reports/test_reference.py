"""A real year, imported, and every figure of the reference that a report has.

The reference was computed from the same file by others: with SQL alone, twice.
"""

import csv
import json
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.test import TestCase

from orders.importing import import_orders
from orders.reports import rows_of
from orders.reports.periods import Period
from orders.reports.registry import Filters
from orders.reports.sales import totals
from shop.models import Product
from tests.support.orders_files import shared

pytestmark = [pytest.mark.data, pytest.mark.slow]

YEAR = "online_retail_2010_2011.csv.gz"
RANKINGS = {
    "revenue": "top_products_by_revenue_S",
    "units": "top_products_by_quantity_S",
    "orders": "top_products_by_number_of_orders_S",
}


def pence(text):
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)


class TestTheYear(TestCase):
    """The import takes half a minute, so all figures are read from one."""

    @classmethod
    def setUpTestData(cls):
        import_orders(path=shared(YEAR), currency="GBP", credit_notes=True)
        text = shared("online_retail_reference.json").read_text()
        cls.reference = json.loads(text)

    def test_every_month(self):
        expected = [
            {
                "month": month["month"],
                "orders": month["S_orders"],
                "revenue": pence(month["S_revenue"]),
                "average_order_value": pence(month["S_average_order_value"]),
                "unique_customers": month["S_known_customers"],
                "net": pence(month["S_revenue"]) + pence(month["X_value"]),
            }
            for month in self.reference["monthly"]
        ]

        assert rows_of("monthly_trend") == expected

    def test_the_running_total_at_the_end_of_every_month(self):
        rows = rows_of("running_totals")

        last_of_month = {
            f"{row['placed_at']:%Y-%m}": row["running_total"] for row in rows
        }
        assert last_of_month == {
            month["month"]: pence(month["S_running_total"])
            for month in self.reference["monthly"]
        }
        assert rows[-1]["running_average"] == pence(
            self.reference["basket_S"]["average_order_value"]
        )

    def test_the_top_customers(self):
        expected = self.reference["top_customers_by_spend_K"]

        rows = rows_of("top_customers", limit=len(expected))

        assert rows == [
            {
                "customer": row["customer"],
                "orders": row["orders"],
                "units": row["units"],
                "spent": pence(row["spent"]),
            }
            for row in expected
        ]

    def test_the_top_products(self):
        for by, name in RANKINGS.items():
            rows = rows_of("top_products", limit=len(self.reference[name]), by=by)

            assert [row | {"name": " ".join(row["name"].split())} for row in rows] == [
                {
                    "sku": row["stock_code"],
                    "name": " ".join(row["name"].split()),
                    "orders": row["orders"],
                    "units": row["units"],
                    "revenue": pence(row["revenue"]),
                }
                for row in self.reference[name]
            ]

    def test_every_product_sold(self):
        services = self.reference["products"]["service_codes_sold_S"]
        sold = {row["sku"]: row for row in rows_of("product_sales")}

        assert len(sold) == self.reference["products"]["stock_codes_sold_S"]
        assert sum(row["units"] for row in sold.values()) == 5_588_375
        assert sum(row["lines"] for row in sold.values()) == 530_103
        for row in services:
            code = row["stock_code"]
            assert sold[code]["lines"] == row["lines"]
            assert sold[code]["revenue"] == pence(row["revenue"]), code

    def test_what_was_never_sold(self):
        known = set(Product.all_objects.values_list("sku", flat=True))
        everything = self.reference["products"]["never_sold"]
        Product.objects.bulk_create(
            Product(sku=sku, name=sku, slug=f"unsold-{number}", price=1)
            for number, sku in enumerate(everything)
            if sku not in known
        )

        rows = rows_of("never_sold")

        assert [row["sku"] for row in rows] == sorted(everything)
        assert len(rows) == self.reference["products"]["never_sold_count"]

    def test_every_country(self):
        with shared("online_retail_countries.csv").open(encoding="utf-8") as file:
            name, code, *_ = csv.DictReader(file).fieldnames
            file.seek(0)
            codes = {row[name]: row[code] for row in csv.DictReader(file)}
        expected: dict[str, Counter] = {}
        for row in self.reference["revenue_by_country_S"]:
            sums = expected.setdefault(codes[row["country"]], Counter())
            for figure in ("orders", "units", "known_customers"):
                sums[figure] += row[figure]
            sums["revenue"] += Decimal(row["revenue"])

        found = {row["country"]: row for row in rows_of("sales_by_country")}

        assert found.keys() == expected.keys()
        for country, sums in expected.items():
            assert found[country]["orders"] == sums["orders"], country
            assert found[country]["units"] == sums["units"], country
            assert found[country]["customers"] == sums["known_customers"], country
            assert found[country]["revenue"] == pence(sums["revenue"]), country

    def test_customers(self):
        expected = self.reference["customers_K"]
        ranking = rows_of("customer_ranking")

        assert (
            len(rows_of("customers_with_orders")) == expected["customers_with_orders"]
        )
        once = len(rows_of("one_time_customers"))
        assert once == expected["customers_with_exactly_one_order"]
        assert (
            max(row["orders"] for row in ranking)
            == expected["most_orders_by_one_customer"]
        )
        assert ranking[0]["spent"] == pence(expected["highest_spent"])
        assert ranking[-1]["spent"] == pence(expected["lowest_spent"])
        without = {row["customer"] for row in rows_of("customers_without_orders")}
        assert without <= set(expected["customers_without_any_sale_line"])
        average = pence(expected["average_spent_per_customer"])
        assert all(
            row["above_average"] == row["spent"] - average
            for row in rows_of("customers_above_average")
        )

    def test_the_first_day(self):
        day = date(2010, 12, 1)
        expected = self.reference["sample_2010_12_01"]

        customers = rows_of("top_customers", first=day, last=day, limit=10)
        products = rows_of("top_products", first=day, last=day, limit=10, by="units")

        assert [(r["customer"], r["orders"], str(r["spent"])) for r in customers] == [
            (r["customer"], r["orders"], r["spent"])
            for r in expected["top_customers_K"][:10]
        ]
        assert [(r["sku"], r["orders"], r["units"]) for r in products] == [
            (r["stock_code"], r["orders"], r["units"])
            for r in expected["top_products_by_quantity_S"][:10]
        ]
        revenue = totals(Filters(Period(day, day)))["revenue"]
        assert revenue == pence(expected["totals"]["S"]["value"])

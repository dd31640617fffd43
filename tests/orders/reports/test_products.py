"""Reports on products: figures by hand."""

from decimal import Decimal

import pytest

from orders.models import Line
from orders.reports import rows_of
from tests.factories import ProductFactory
from tests.orders.reports.selling import sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def pen():
    return ProductFactory(
        sku="PEN", name="Pen", price=Decimal("2.50"), cost=None, stock_quantity=99
    )


@pytest.fixture
def ink():
    return ProductFactory(
        sku="INK", name="Ink", price=Decimal("9.00"), cost=None, stock_quantity=99
    )


@pytest.fixture(autouse=True)
def sales(pen, ink):
    """Sell four pens for £10.00, and two inks for £18.00 a month later."""
    sell(2011, 1, 5, product=pen, pieces=3, cost="1.1111")
    sell(2011, 1, 6, product=pen)
    sell(2011, 2, 5, product=ink, pieces=2)
    sell(2011, 2, 6, product=ink, pieces=50, status="returned")


def skus(report, **asked):
    return [row["sku"] for row in rows_of(report, **asked)]


@pytest.mark.parametrize("limit", [None, 5])
def test_top_products_are_ranked_by_the_figure_that_was_asked_for(limit):
    pen = {
        "sku": "PEN",
        "name": "Pen",
        "orders": 2,
        "units": 4,
        "revenue": Decimal("10.00"),
    }

    assert rows_of("top_products", limit=limit)[1] == pen
    assert rows_of("top_products", limit=limit, by="units")[0] == pen
    assert rows_of("top_products", limit=limit, by="orders")[0] == pen


def test_an_order_with_two_lines_of_a_product_counts_once(pen):
    line = Line.objects.filter(product=pen).first()
    line.pk = None
    line._state.adding = True
    line.save()

    assert rows_of("top_products", by="orders")[0]["orders"] == 2


def test_profit_is_of_the_lines_whose_cost_was_known_when_they_were_ordered():
    ink, pen = rows_of("product_sales")

    assert (pen["lines"], pen["units"], pen["average_price"]) == (2, 4, Decimal("2.50"))
    # 3 × 2.50 − 3 × 1.1111
    assert (pen["profit"], ink["profit"]) == (Decimal("4.17"), None)


def test_a_product_of_cancelled_orders_alone_was_never_sold():
    rag = ProductFactory(sku="RAG", cost=None, stock_quantity=99)
    sell(2011, 1, 5, product=rag, status="cancelled")

    assert skus("never_sold") == ["RAG"]


def test_products_are_ranked_within_their_month_the_newest_first(pen, ink):
    sell(2011, 1, 31, 23, 59, product=ink)

    ranks = [
        (row["month"], row["sku"], row["rank_by_revenue"], row["rank_by_units"])
        for row in rows_of("product_ranking")
    ]

    assert ranks == [
        ("2011-02", "INK", 1, 1),
        ("2011-01", "PEN", 1, 1),
        ("2011-01", "INK", 2, 2),
    ]


def test_the_best_ten_of_a_month_are_kept():
    for pieces in range(1, 13):
        sell(2011, 5, pieces, pieces=pieces)

    may = [row for row in rows_of("product_ranking") if row["month"] == "2011-05"]

    assert [row["units"] for row in may] == list(range(12, 2, -1))

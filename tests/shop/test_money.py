"""What is shown is what is charged."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils.formats import localize

from orders.prices.quote import PricedLine, PricingContext, price
from orders.reports.registry import Kind
from orders.reports.rendering import as_people_read
from shop.money import format_each, format_money
from shop.templatetags.money import register


@pytest.mark.parametrize("amount", ["2.345", "2.355", "0.125", "1.005", "9.995", "12"])
def test_the_price_of_one_piece_is_what_one_piece_costs(amount):
    line = PricedLine(
        product_id=None, sku="A", name="A", quantity=1, unit_price=Decimal(amount)
    )

    charged = price([line], PricingContext("GBP")).total

    assert format_money(Decimal(amount)) == f"£{charged}"
    assert format_each(Decimal(amount), 1) == f"£{charged}"


@pytest.mark.parametrize(
    ("unit_price", "quantity", "shown"),
    [
        ("2.50", 3, "£2.50"),
        ("2.345", 2, "£2.345"),
        ("0.1250", 8, "£0.125"),
        ("1000.0049", 10, "£1,000.0049"),
        ("2.3449", 1, "£2.34"),
        ("100", 7, "£100.00"),
    ],
)
def test_pieces_times_their_price_is_the_amount_of_the_line(
    unit_price, quantity, shown
):
    assert format_each(Decimal(unit_price), quantity) == shown


def test_pages_mails_and_reports_round_by_the_same_function():
    assert register.filters["money"](Decimal("2.345"), "EUR") == "€2.35"
    assert register.tags.keys() == {"piece_price"}
    assert as_people_read(Kind.MONEY, Decimal("0.125")) == "£0.13"


def test_an_amount_below_nothing_has_the_sign_that_pages_set_by_hand():
    assert format_money(Decimal("-12.50"), "GBP") == "−£12.50"
    assert format_each(Decimal("-0.3333"), 1, "GBP") == "−£0.33"


def test_days_and_times_are_written_in_one_way_where_nobody_says_how():
    evening = datetime(2026, 11, 29, 19, 35, tzinfo=UTC)

    assert localize(evening) == "29 Nov 2026, 19:35"
    assert localize(evening.date()) == "29 Nov 2026"

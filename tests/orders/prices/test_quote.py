"""What an order costs, to the penny: lines, tax, delivery and discounts."""

from decimal import Decimal

import pytest

from database.rows.money import MOST_MONEY
from orders.prices.quote import (
    PricedLine,
    PricingContext,
    Quote,
    QuoteLine,
    add_up,
    price,
)

TWENTY_PER_CENT = Decimal("0.20")
PENNY = Decimal("0.01")


def line(quantity=1, unit_price="10.00", **fields):
    return PricedLine(
        product_id=1,
        sku="S1",
        name="Pen",
        quantity=quantity,
        unit_price=Decimal(unit_price),
        **fields,
    )


def context(**fields):
    return PricingContext(currency="GBP", **fields)


def discounted(line_total, discount):
    return QuoteLine(
        line=line(unit_price=line_total),
        line_total=Decimal(line_total),
        discount_amount=Decimal(discount),
        tax_rate=Decimal(0),
        tax_amount=Decimal("0.00"),
    )


def shipping(goods, free_from):
    quote = price(
        [line(unit_price=goods)],
        context(
            shipping_price=Decimal("3.95"), free_shipping_from=free_from and Decimal(50)
        ),
    )
    return quote.shipping_total


def quote_of(**amounts):
    names = "subtotal discount_total shipping_total shipping_tax tax_total total"
    zeros = dict.fromkeys(names.split(), Decimal(0))
    return Quote(lines=(), currency="GBP", prices_include_tax=True, **zeros | amounts)


@pytest.mark.parametrize(
    ("unit_price", "rounded"),
    [("0.1249", "0.12"), ("0.1250", "0.13"), ("0.1350", "0.14")],
)
def test_half_a_penny_of_a_line_is_rounded_up(unit_price, rounded):
    assert price([line(1, unit_price)], context()).total == Decimal(rounded)


def test_a_line_is_rounded_once_for_all_of_its_pieces():
    assert price([line(3, "0.1250")], context()).total == Decimal("0.38")


def test_half_a_penny_of_tax_is_rounded_up():
    quote = price(
        [line(unit_price="2.50")],
        context(tax_rate=Decimal("0.05"), prices_include_tax=False),
    )

    assert (quote.tax_total, quote.total) == (Decimal("0.13"), Decimal("2.63"))


def test_a_discount_is_taken_off_the_total():
    quote = add_up([discounted("10.00", "2.50"), discounted("5.00", "0.50")], context())

    assert (quote.subtotal, quote.discount_total) == (Decimal(15), Decimal(3))
    assert quote.total == Decimal("12.00")


def test_what_a_discount_takes_off_does_not_count_for_free_delivery():
    delivery = context(shipping_price=Decimal("3.95"), free_shipping_from=Decimal(50))

    assert add_up([discounted("52.00", "2.01")], delivery).shipping_total == Decimal(
        "3.95"
    )
    assert add_up([discounted("52.00", "2.00")], delivery).shipping_total == 0


def test_tax_comes_on_top_of_net_prices():
    quote = price(
        [line(2, "10.00"), line(1, "5.00", tax_rate=Decimal("0.05"))],
        context(
            tax_rate=TWENTY_PER_CENT,
            prices_include_tax=False,
            shipping_price=Decimal("4.00"),
        ),
    )

    assert [row.tax_amount for row in quote.lines] == [Decimal(4), Decimal("0.25")]
    assert [row.tax_rate for row in quote.lines] == [TWENTY_PER_CENT, Decimal("0.05")]
    assert (quote.shipping_tax, quote.tax_total) == (Decimal("0.80"), Decimal("5.05"))
    assert quote.total == Decimal("34.05")


def test_tax_is_within_gross_prices():
    quote = price(
        [line(2, "12.00")],
        context(tax_rate=TWENTY_PER_CENT, shipping_price=Decimal("6.00")),
    )

    assert (quote.shipping_tax, quote.tax_total) == (Decimal(1), Decimal(5))
    assert quote.total == Decimal("30.00")


@pytest.mark.parametrize(
    ("goods", "paid"), [("49.99", "3.95"), ("50.00", "0.00"), ("50.01", "0.00")]
)
def test_goods_worth_enough_travel_free(goods, paid):
    assert shipping(goods, free_from=True) == Decimal(paid)


def test_without_a_limit_nothing_travels_free():
    assert shipping("9999.00", free_from=None) == Decimal("3.95")


def test_an_empty_basket_costs_nothing_to_two_decimals():
    quote = price([], context(shipping_price=Decimal("3.95")))

    amounts = (quote.total, quote.subtotal, quote.discount_total, quote.tax_total)
    assert [str(amount) for amount in amounts] == ["0.00"] * 4


def test_a_priced_line_says_which_line_it_is():
    pens, pencils = line(2), line(3, "0.50")

    quote = price([pens, pencils], context())

    assert [row.line for row in quote.lines] == [pens, pencils]


@pytest.mark.parametrize("name", ["total", "subtotal", "tax_total"])
def test_an_amount_that_cannot_be_stored_makes_the_quote_too_large(name):
    assert not quote_of(**{name: MOST_MONEY}).is_too_large
    assert quote_of(**{name: MOST_MONEY + PENNY}).is_too_large


def test_an_order_keeps_its_amounts_by_their_names():
    quote = price(
        [line(2, "12.00")],
        context(tax_rate=TWENTY_PER_CENT, shipping_price=Decimal("6.00")),
    )

    assert quote.totals() == {
        "currency": "GBP",
        "prices_include_tax": True,
        "subtotal": Decimal("24.00"),
        "discount_total": Decimal("0.00"),
        "shipping_total": Decimal("6.00"),
        "shipping_tax": Decimal("1.00"),
        "tax_total": Decimal("5.00"),
        "total": Decimal("30.00"),
    }

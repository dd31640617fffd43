"""The arithmetic of refunds, for any order: its parts are the whole."""

import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.ledger.worth import (
    TooMany,
    Worth,
    share,
    shares,
    total,
    worth_of_line,
    worth_of_shipping,
)
from orders.prices.quote import PricedLine, PricingContext, price

# HYPOTHESIS_PROFILE=deep takes minutes; `ci` is what every run does.
settings.register_profile("ci", max_examples=200, deadline=None)
settings.register_profile("deep", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

prices = st.decimals("0.0001", "99999.9999", places=4)
rates = st.decimals(0, "0.3", places=4)


@st.composite
def quotes(draw):
    """Return the amounts of an order of one to six lines."""
    lines = [
        PricedLine(
            product_id=number,
            sku=f"S{number}",
            name=f"Product {number}",
            quantity=draw(st.integers(1, 500)),
            unit_price=draw(prices),
            tax_rate=draw(st.none() | rates),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    context = PricingContext(
        currency="GBP",
        tax_rate=draw(rates),
        prices_include_tax=draw(st.booleans()),
        shipping_price=draw(st.decimals(0, 50, places=2)),
    )
    return price(lines, context)


def worths_of(quote):
    return {
        quoted.line.product_id: Worth(
            quoted.line.quantity,
            worth_of_line(
                quoted.line_total,
                quoted.discount_amount,
                quoted.tax_amount,
                tax_included=quote.prices_include_tax,
            ),
        )
        for quoted in quote.lines
    }


def shipping_of(quote):
    return worth_of_shipping(
        quote.shipping_total,
        quote.shipping_tax,
        tax_included=quote.prices_include_tax,
    )


@given(quotes())
def test_all_lines_and_the_delivery_are_what_was_paid(quote):
    worths = worths_of(quote)

    back = shares(worths, {key: worth.quantity for key, worth in worths.items()})

    assert total(back.values()) + shipping_of(quote) == quote.total


@given(quotes(), st.data())
def test_the_parts_of_a_line_add_up_to_it(quote, data):
    for worth in worths_of(quote).values():
        given_back, parts = 0, []
        while given_back < worth.quantity:
            pieces = data.draw(st.integers(1, worth.quantity - given_back))
            now = Worth(worth.quantity, worth.amount, given_back)
            parts.append(share(now, pieces))
            given_back += pieces

        assert total(parts) == worth.amount
        assert min(parts) >= 0


@given(quotes(), st.data())
def test_the_order_of_the_lines_does_not_matter(quote, data):
    worths = worths_of(quote)
    pieces = {
        key: data.draw(st.integers(1, worth.quantity)) for key, worth in worths.items()
    }
    turned = data.draw(st.permutations(list(worths)))

    one_way = shares(worths, pieces)
    another = shares(
        {key: worths[key] for key in turned}, {key: pieces[key] for key in turned}
    )

    assert one_way == another
    assert total(one_way.values()) == total(another.values())


@given(quotes())
def test_an_orders_price_does_not_depend_on_the_order_of_its_lines(quote):
    lines = [quoted.line for quoted in quote.lines]
    context = PricingContext(
        currency="GBP",
        prices_include_tax=quote.prices_include_tax,
        shipping_price=quote.shipping_total,
    )

    assert price(lines, context).totals() == price(lines[::-1], context).totals()


def test_thirds_of_a_penny_are_not_lost():
    worth = Worth(3, Decimal("10.00"))

    first = share(worth, 1)
    rest = [share(Worth(3, Decimal("10.00"), given), 1) for given in (1, 2)]

    assert [first, *rest] == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]


def test_more_pieces_than_are_left_are_refused():
    with pytest.raises(TooMany) as refusal:
        shares({"pen": Worth(3, Decimal("9.00"), 2)}, {"pen": 2})

    assert (refusal.value.key, refusal.value.left) == ("pen", 1)
    assert str(refusal.value) == "pen: 1 left"


@pytest.mark.parametrize("count", [0, -1])
def test_no_pieces_and_fewer_are_refused(count):
    with pytest.raises(TooMany):
        shares({"pen": Worth(3, Decimal("9.00"))}, {"pen": count})


def test_the_sum_of_nothing_has_two_decimals():
    assert str(total([])) == "0.00"

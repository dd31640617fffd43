"""What is bought in a shop at size: pure, so that much of it can be looked at."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from uuid import UUID

import pytest

from orders.demo.at_size.calendar import customers_by, joining_times, placing_times
from orders.demo.at_size.filling import purchases
from orders.demo.at_size.numbers import number_of
from orders.demo.at_size.purchases import Article
from orders.demo.at_size.scale import Scale
from orders.demo.at_size.till import Till
from orders.prices.delivery import Delivery
from orders.status import OPEN, Status

UNTIL = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
KEYS = [UUID(int=number) for number in range(400)]
ARTICLES = [
    Article(UUID(int=n), f"MX-{n}", f"Mug {n}", Decimal(7 + n), Decimal(3), n)
    for n in range(40)
]
WAYS = {
    code: Delivery(code, code, "", Decimal(price), days=3)
    for code, price in (("standard", 4), ("express", 8), ("pickup", 0))
}


@cache
def bought(until=UNTIL):
    scale = Scale(orders=2000, customers=400, products=40)
    return [*purchases(scale, KEYS, Till(ARTICLES, WAYS), until)]


def test_a_few_orders_in_a_hundred_are_in_each_open_state():
    counts = Counter(one.status for one in bought())

    assert counts.keys() == set(Status)
    for status in (*OPEN, Status.SHIPPED):
        assert 20 < counts[status] < 80
    assert counts[Status.DELIVERED] > 1600
    assert 50 < counts[Status.CANCELLED] < 150
    assert 20 < counts[Status.RETURNED] < 70


def test_who_buys_what_is_the_same_on_another_day():
    def told(one):
        return one.number, one.email, one.quote.total, one.customer_id

    first = [told(one) for one in bought()]

    assert [told(one) for one in bought(UNTIL + timedelta(days=100))] == first


def test_some_customers_buy_often_and_some_products_sell_well():
    orders = bought()

    of_customers = Counter(one.customer_id for one in orders if one.customer_id)
    of_products = Counter(one.sku for order in orders for one in order.articles)
    assert 0.3 < sum(not one.customer_id for one in orders) / 2000 < 0.5
    assert of_customers[KEYS[0]] > 8 > of_customers[KEYS[1]]
    assert of_products["MX-0"] > 5 * of_products["MX-1"]


def test_orders_are_placed_in_the_year_before_in_the_order_of_time():
    times = [*placing_times(1000, UNTIL, Random(1))]

    assert len(times) == 1000
    assert times == sorted(times)
    assert UNTIL - timedelta(days=365) <= times[0] < times[-1] <= UNTIL
    assert {time.hour for time in times if time.month == 1} <= {*range(6, 24)}


@pytest.mark.parametrize(("orders", "customers"), [(1, 1), (10, 10), (500, 100)])
def test_nobody_buys_before_having_an_account(orders, customers):
    times = [*placing_times(orders, UNTIL, Random(1))]
    joined = [*joining_times(orders, customers, UNTIL, Random(1))]

    assert len(joined) == customers
    assert joined == sorted(joined)
    for serial, at in enumerate(times):
        assert 1 <= customers_by(serial, orders, customers) <= customers
        assert joined[customers_by(serial, orders, customers) - 1] < at


def test_a_number_never_comes_twice():
    numbers = {number_of(serial) for serial in range(20_000)}

    assert len(numbers) == 20_000
    assert {len(number) for number in numbers} == {10}

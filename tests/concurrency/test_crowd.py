"""A small crowd; `test_large_crowd.py` gathers a large one."""

from functools import partial

import pytest

from orders.proving.buyers import Tally, buy_until_refused
from tests.concurrency.racing import race, stock_of
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", [1, 2, 3])
def test_sixteen_buyers_empty_the_shelf_and_no_more(round_):
    pen = ProductFactory(stock_quantity=12)

    outcome = race(*[partial(buy_until_refused, [pen.pk])] * 16)

    assert sum(outcome.won, Tally()) == Tally(sold=12, orders=12, refused=16)
    assert stock_of(pen) == 0

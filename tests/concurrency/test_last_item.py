"""Nothing is sold twice."""

import random
from functools import partial
from uuid import uuid4

import pytest

from orders.models import Line, Order
from orders.services import place_order
from tests.concurrency.racing import race, stock_of
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def buyer(lines):
    """Return a customer who is about to order."""
    return partial(
        place_order, customer=UserFactory(), lines=lines, idempotency_key=str(uuid4())
    )


def test_the_last_item_is_sold_once(rivals):
    pen = ProductFactory(stock_quantity=1)

    outcome = race(*(buyer({pen.pk: 1}) for _ in range(rivals)))

    assert (len(outcome.won), len(outcome.refused)) == (1, rivals - 1)
    assert (Order.objects.count(), stock_of(pen)) == (1, 0)


def test_as_many_are_sold_as_there_are(rivals, deadlocks):
    pen = ProductFactory(stock_quantity=3)

    outcome = race(*(buyer({pen.pk: 1}) for _ in range(rivals)))

    assert (len(outcome.won), len(outcome.refused)) == (3, rivals - 3)
    assert (Line.objects.count(), stock_of(pen)) == (3, 0)
    assert not deadlocks


def test_what_is_left_but_too_little_stays(rivals):
    pen = ProductFactory(stock_quantity=5)

    outcome = race(*(buyer({pen.pk: 3}) for _ in range(rivals)))

    assert len(outcome.won) == 1
    assert stock_of(pen) == 2
    assert {refusal.shortages[0][1:] for refusal in outcome.refused} == {(3, 2)}


def test_baskets_in_any_order_do_not_deadlock(rivals, deadlocks):
    shelf = [ProductFactory(stock_quantity=3 * rivals) for _ in range(4)]
    baskets = [random.sample(shelf, len(shelf)) for _ in range(3 * rivals)]

    outcome = race(*(buyer({p.pk: 1 for p in basket}) for basket in baskets))

    assert (len(outcome.won), deadlocks) == (3 * rivals, [])
    assert [stock_of(product) for product in shelf] == [0, 0, 0, 0]


def test_a_refused_basket_gives_its_other_pieces_back(rivals):
    ink, pen = ProductFactory(stock_quantity=rivals), ProductFactory(stock_quantity=1)

    outcome = race(*(buyer({ink.pk: 1, pen.pk: 1}) for _ in range(rivals)))

    assert (len(outcome.won), stock_of(pen), stock_of(ink)) == (1, 0, rivals - 1)

"""Parcels, refunds and cancelled pieces at the same moment: a piece goes one way."""

from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest

from database.consistency.generic import run_checks
from orders.errors import AlreadyChanged, IllegalStatus, InvalidParcel, OrderError
from orders.ledger.refunds import Wish
from orders.models import Refund, TakenOff
from orders.models.orders import OrderQuerySet
from orders.services import cancel_pieces, refund_order, send_parcel
from tests.concurrency.racing import race, stock_of
from tests.factories import ProductFactory
from tests.orders.making import paid_order

pytestmark = pytest.mark.django_db(transaction=True)
STOCK = 10


@pytest.fixture
def pen():
    return ProductFactory(stock_quantity=STOCK)


@pytest.fixture
def order(pen):
    """Return a paid order of two, of which one is in a parcel."""
    order = paid_order(lines={pen.pk: 2})
    send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 1})
    return order


def refund_rest(order):
    line = order.lines.get().pk
    wish = Wish("k", "Broken", pieces={line: 1}, unsent={line: 1})
    return partial(refund_order, order_id=order.pk, wish=wish)


def cancel_rest(order, **fields):
    return partial(cancel_pieces, order_id=order.pk, reason="Sold out.", **fields)


@pytest.mark.parametrize("take_back", [refund_rest, cancel_rest])
def test_the_last_piece_is_sent_or_taken_off(pen, order, take_back):
    outcome = race(take_back(order), partial(send_parcel, order_id=order.pk))

    assert (len(outcome.won), len(outcome.refused)) == (1, 1)
    assert isinstance(outcome.refused[0], OrderError)
    line, off = order.lines.get(), TakenOff.objects.count()
    assert (line.shipped_quantity, line.taken_off_quantity) == (2 - off, off)
    assert (stock_of(pen), Refund.objects.count()) == (STOCK - 2 + off, off)
    order.refresh_from_db()
    assert order.status == "shipped"
    assert not run_checks(tags=["pieces", "parcels", "returns"]).findings


def test_a_form_posted_many_times_at_once_cancels_once(pen, rivals):
    order = paid_order(lines={pen.pk: 4})
    piece = {order.lines.get().pk: 1}

    outcome = race(*[cancel_rest(order, pieces=piece, shown=4)] * rivals)

    assert len(outcome.won) == 1
    assert {type(error) for error in outcome.refused} == {AlreadyChanged}
    assert (stock_of(pen), Refund.objects.count()) == (STOCK - 3, 1)


def test_the_rest_is_cancelled_once_however_many_try(pen, order, rivals):
    outcome = race(*[cancel_rest(order)] * rivals)

    assert len(outcome.won) == 1
    assert {type(error) for error in outcome.refused} <= {IllegalStatus, InvalidParcel}
    assert (stock_of(pen), Refund.objects.count()) == (STOCK - 1, 1)


@pytest.mark.postgresql
@pytest.mark.mysql
def test_without_the_lock_the_form_cancels_twice(pen, monkeypatch):
    """Shows that the race is real. Not on SQLite, which has one writer at a time."""
    order, start = paid_order(lines={pen.pk: 4}), Barrier(2)

    def read(rows, order_id):
        row = rows.get(pk=order_id)
        with suppress(BrokenBarrierError):
            start.wait(5)
        return row

    def look_then_wait(self):
        left = shown(self)
        with suppress(BrokenBarrierError):
            start.wait(5)
        return left

    shown = type(order).pieces_to_ship.fget
    monkeypatch.setattr(OrderQuerySet, "locked", read)
    monkeypatch.setattr(type(type(order).objects), "locked", read)
    monkeypatch.setattr(type(order), "pieces_to_ship", property(look_then_wait))
    piece = {order.lines.get().pk: 1}

    race(*[cancel_rest(order, pieces=piece, shown=4)] * 2)

    monkeypatch.undo()
    assert TakenOff.objects.count() == 2

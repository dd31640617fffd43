"""Rivals for the same money: never more goes back than came in."""

from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest

from database.consistency.generic import run_checks
from database.races.race import PATIENCE
from orders.errors import IllegalStatus, RefundRefused, ReturnRefused
from orders.ledger import balance_of, entries, refunds
from orders.ledger.refunds import Wish
from orders.models import CreditNote, Order, PaymentEntry, Refund, Return
from orders.models.orders import OrderQuerySet
from orders.payments.bank_statements import book_line, upload_statement
from orders.returns.receiving import Arrived
from orders.services import (
    approve_return,
    cancel_order,
    receive_return,
    record_payment,
    refund_order,
    request_return,
)
from orders.status import may_follow
from tests.concurrency.racing import race, stock_of
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import delivered_order, paid_order

pytestmark = pytest.mark.django_db(transaction=True)


def refund_of(order, amount):
    wish = Wish(key=uuid4().hex, reason="Broken", extra=Decimal(amount))
    return partial(refund_order, order_id=order.pk, wish=wish)


def consistent():
    return run_checks(tags=["orders"]).findings == []


def test_ten_refunds_never_give_back_more_than_came_in():
    order = paid_order()

    outcome = race(*(refund_of(order, "6.00") for _ in range(10)))

    assert len(outcome.won) == 3
    assert {type(refusal) for refusal in outcome.refused} == {RefundRefused}
    assert balance_of(order).granted == Decimal("18.00")
    assert CreditNote.objects.count() == 3
    assert consistent()


def test_without_the_lock_too_much_goes_back(monkeypatch, vendor):
    """If this fails, the test above proves nothing.

    Not so on SQLite, where a transaction that begins IMMEDIATE is the only writer.
    Four rivals: the balance is written one after the other, and whoever waits for a
    lock for too long would begin again, alone at the barrier.
    """
    order, start = paid_order(), Barrier(4)

    def read_with_the_others(row):
        now = balance_of(row)
        start.wait(PATIENCE)
        return now

    monkeypatch.setattr(OrderQuerySet, "locked", lambda rows, pk: rows.get(pk=pk))
    if vendor != "sqlite":
        monkeypatch.setattr(refunds, "balance_of", read_with_the_others)
        monkeypatch.setattr(entries, "balance_of", read_with_the_others)
    race(*(refund_of(order, "6.00") for _ in range(4)))

    given_back = {"sqlite": Decimal("18.00")}.get(vendor, Decimal("24.00"))
    assert balance_of(order).granted == given_back
    assert consistent() == (vendor == "sqlite")


def test_ten_clicks_on_one_refund_are_one_refund():
    order = paid_order()
    click = refund_of(order, "6.00")

    outcome = race(*[click] * 10)

    assert len({refund.pk for refund in outcome.won}) == 1
    assert (len(outcome.won), Refund.objects.count()) == (10, 1)


def test_a_payment_told_ten_times_counts_once():
    order = OrderFactory(payment_method="bank_transfer")
    tell = partial(
        record_payment, order_id=order.pk, amount=Decimal("20.00"), reference="T1"
    )

    race(*[tell] * 10)

    assert PaymentEntry.objects.count() == 1
    assert consistent()


def test_an_order_is_cancelled_while_its_payment_arrives():
    pen = ProductFactory(stock_quantity=10)
    order = OrderFactory(lines={pen.pk: 2}, payment_method="bank_transfer")
    pay = partial(
        record_payment, order_id=order.pk, amount=Decimal("20.00"), reference="T1"
    )

    outcome = race(pay, *[partial(cancel_order, order_id=order.pk)] * 3)

    # The money is a fact, so it is booked; of the cancellations one wins.
    assert len(outcome.won) == 2
    assert {type(refusal) for refusal in outcome.refused} == {IllegalStatus}
    order.refresh_from_db()
    assert (order.status, stock_of(pen)) == ("cancelled", 10)
    changes = order.status_changes.values_list("from_status", "to_status")
    assert all(may_follow(old, new) for old, new in changes)
    assert Refund.objects.get().amount == Decimal("20.00")
    assert balance_of(order).due == 0
    assert consistent()


def test_ten_requests_do_not_send_back_more_than_was_sent():
    order = delivered_order()
    (line,) = order.lines.all()

    outcome = race(
        *(
            partial(
                request_return,
                order_id=order.pk,
                pieces={line.pk: 1},
                reason="unwanted",
                key=uuid4().hex,
            )
            for _ in range(10)
        )
    )

    assert len(outcome.won) == 2
    assert {type(refusal) for refusal in outcome.refused} == {ReturnRefused}
    assert Return.objects.count() == 2


def test_a_return_received_ten_times_is_restocked_once():
    pen = ProductFactory(stock_quantity=10)
    order = delivered_order(lines={pen.pk: 2})
    (line,) = order.lines.all()
    row = request_return(
        order_id=order.pk, pieces={line.pk: 2}, reason="unwanted", key="once"
    )
    approve_return(return_id=row.pk, answer="Yes.")
    came = {line.pk: Arrived(2, restocked=2)}

    outcome = race(*[partial(receive_return, return_id=row.pk, came=came)] * 10)

    assert len(outcome.won) == 1
    assert stock_of(pen) == 10
    assert Order.objects.get().status == "returned"
    assert consistent()


def test_the_same_parcel_received_ten_times_is_one():
    pen = ProductFactory(stock_quantity=10)
    order = delivered_order(lines={pen.pk: 3})
    (line,) = order.lines.all()
    row = request_return(
        order_id=order.pk, pieces={line.pk: 3}, reason="unwanted", key="once"
    )
    approve_return(return_id=row.pk, answer="Yes.")
    parcel = {"came": {line.pk: Arrived(1, restocked=1)}, "position": 1}

    outcome = race(*[partial(receive_return, return_id=row.pk, **parcel)] * 10)

    assert len(outcome.won) == 1
    assert {type(refusal) for refusal in outcome.refused} == {ReturnRefused}
    assert stock_of(pen) == 8
    assert consistent()


def test_a_bank_line_booked_ten_times_is_one_payment():
    order = OrderFactory(payment_method="bank_transfer")
    content = f"date,text,amount\n2026-11-02,{order.number},20.00"
    (line,) = upload_statement(name="a.csv", content=content.encode()).lines.all()

    outcome = race(*[partial(book_line, line_id=line.pk)] * 10)

    assert len(outcome.won) == 1
    assert PaymentEntry.objects.get().amount == Decimal("20.00")

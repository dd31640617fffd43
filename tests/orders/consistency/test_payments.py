"""The checks of payments and returns: silent on sound books, loud on planted faults."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from database.consistency.generic import run_checks
from orders.ledger import balance_of
from orders.models import Order
from orders.returns.receiving import Arrived
from orders.services import (
    approve_return,
    cancel_order,
    mark_refund_paid,
    receive_return,
    request_return,
)
from tests.factories import OrderFactory
from tests.orders.making import delivered_order, paid_order, pay, refund
from tests.support.planting import undone, unguarded

pytestmark = pytest.mark.django_db
PLANTS: dict[str, Callable] = {}


def plants(check_id: str) -> Callable:
    def decorate(function: Callable) -> Callable:
        PLANTS[check_id] = function
        return function

    return decorate


@pytest.fixture
def order() -> Order:
    """Return an order that came back in part and was refunded for it."""
    placed = delivered_order()
    line = placed.lines.get()
    row = request_return(
        order_id=placed.pk, pieces={line.pk: 1}, reason="unwanted", key="return"
    )
    approve_return(return_id=row.pk, answer="Yes.")
    receive_return(return_id=row.pk, came={line.pk: Arrived(1, restocked=1)})
    granted = refund(placed, pieces={line.pk: 1}, returned=row)
    mark_refund_paid(refund_id=granted.pk)
    return placed


def findings(*ids: str) -> dict[str, str]:
    """Return what these checks find, or every check of orders."""
    chosen = {"ids": ids} if ids else {"tags": ["orders"]}
    return {
        finding.id: " ".join(map(str, finding.object))
        for finding in run_checks(**chosen).findings
    }


@plants("orders.payment_balance")
def a_balance(run, order):
    run("UPDATE orders_paymentbalance SET due = 7")


@plants("orders.refunded_above_captured")
def a_payment(run, order):
    run("UPDATE orders_paymententry SET amount = 1 WHERE kind = 'captured'")


@plants("orders.credited_above_total")
def a_credit(run, order):
    run("UPDATE orders_refund SET credited = 100")


@plants("orders.cancelled_holds_money")
def a_cancellation(run, order):
    run("UPDATE orders_order SET status = 'cancelled'")


@plants("orders.paid_but_pending")
def a_status(run, order):
    run("UPDATE orders_order SET status = 'pending'")


@plants("orders.cash_not_booked")
def cash(run, order):
    other = Order.objects.exclude(pk=order.pk).get()
    run(
        "UPDATE orders_order SET status = 'delivered', "
        "payment_method = 'cash_on_delivery' WHERE number = %s",
        [other.number],
    )
    return other.number


@plants("orders.returned_above_shipped")
def pieces(run, order):
    run("UPDATE orders_returnline SET quantity = 9")


@plants("orders.refunded_above_sold")
def refunded_pieces(run, order):
    run("UPDATE orders_refundline SET quantity = 9")


@plants("orders.return_stock")
def a_movement(run, order):
    run("DELETE FROM shop_stockmovement WHERE reason = 'return'")
    return order.returns.get().number


@plants("orders.return_undecided")
def an_arrival(run, order):
    run("DELETE FROM orders_returnarrival")
    return order.returns.get().number


@plants("orders.returned_in_part")
def a_whole_return(run, order):
    run("UPDATE orders_order SET status = 'returned'")


@plants("orders.refund_entry")
def an_entry(run, order):
    run("UPDATE orders_refund SET amount = 4")


@plants("orders.refund_credit_note")
def a_note(run, order):
    run("UPDATE orders_creditnote SET total = -1")


@plants("orders.refund_parts")
def parts(run, order):
    run("UPDATE orders_refundline SET amount = 11")


@plants("orders.balance_without_payment")
def a_lost_ledger(run, order):
    run("UPDATE orders_refund SET entry_id = NULL")
    run("DELETE FROM orders_paymententry")
    run("DELETE FROM orders_creditnoteline")
    run("DELETE FROM orders_creditnote")
    run("DELETE FROM orders_refundline")
    run("DELETE FROM orders_refund")


def test_sound_books_are_silent(order):
    OrderFactory()
    pay(OrderFactory(payment_method="bank_transfer"), "3.00")
    pay(OrderFactory(payment_method="bank_transfer"), "30.00")
    cancel_order(order_id=paid_order().pk)
    refund(paid_order(), extra=Decimal("1.00"))

    assert findings() == {}


@pytest.mark.parametrize(
    ("check_id", "statement"),
    [
        ("orders.returned_above_shipped", "UPDATE orders_returnarrival SET quantity=3"),
        ("orders.return_stock", "UPDATE orders_returnarrival SET restocked = 0"),
        ("orders.return_undecided", "UPDATE orders_return SET status = 'approved'"),
    ],
)
def test_an_arrival_that_does_not_fit_is_found(check_id, statement, order):
    with undone():
        with unguarded() as run:
            run(statement)

        found = findings(check_id)

    assert found[check_id] in (order.number, order.returns.get().number)


@pytest.mark.parametrize("check_id", PLANTS)
def test_a_planted_fault_is_found(check_id, order):
    OrderFactory()
    with undone():
        with unguarded() as run:
            named = PLANTS[check_id](run, order) or order.number

        found = findings(check_id)

    assert named in found[check_id]


def test_a_second_charge_is_found():
    order = OrderFactory(payment_method="bank_transfer")
    order.payments.create(
        provider="bank_transfer", reference="r", amount=order.total, currency="GBP"
    )
    pay(order, "20.00")
    pay(order, "20.00")

    assert findings()["orders.charged_twice"] == order.number


def test_a_wrong_balance_is_mended(order):
    with unguarded() as run:
        run("UPDATE orders_paymentbalance SET due = 7")

    result = run_checks(tags=["payments"], fix=True)

    assert (result.findings, result.data["repaired"]) == ([], 1)
    order.refresh_from_db()
    assert order.payment_balance.due == balance_of(order).due

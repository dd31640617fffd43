"""Of two who change the same order or the same stock, nobody's change is lost."""

from functools import partial

import pytest

from database.models import AuditEntry
from orders.errors import IllegalStatus, KeyInFlight, OutOfStock, OwnerChanged
from orders.models import CheckoutKey, Order, StatusChange
from orders.services import (
    cancel_order,
    confirm_order,
    place_order,
    ship_order,
    transfer_order,
)
from orders.status import may_follow
from shop.services import adjust_stock, set_stock
from tests.concurrency.racing import race, stock_of
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def history(order):
    """Return the statuses an order went through, and fail on a step that is illegal."""
    changes = StatusChange.objects.filter(order=order)
    steps = changes.values_list("from_status", "to_status")
    assert all(may_follow(old, new) for old, new in steps)
    return [new for _, new in steps]


def test_ten_cancellations_give_the_stock_back_once():
    pen = ProductFactory(stock_quantity=10)
    order = OrderFactory(lines={pen.pk: 4})

    outcome = race(*[partial(cancel_order, order_id=order.pk)] * 10)

    assert len(outcome.won) == 1
    assert {type(refusal) for refusal in outcome.refused} == {IllegalStatus}
    assert (stock_of(pen), history(order)) == (10, ["pending", "cancelled"])


def test_an_order_is_cancelled_or_shipped():
    pen = ProductFactory(stock_quantity=10)
    order = OrderFactory(lines={pen.pk: 4})
    confirm_order(order_id=order.pk)

    outcome = race(
        partial(cancel_order, order_id=order.pk), partial(ship_order, order_id=order.pk)
    )

    (winner,) = outcome.won
    assert winner.status in {"cancelled", "shipped"}
    assert stock_of(pen) == (10 if winner.status == "cancelled" else 6)
    assert history(order) == ["pending", "confirmed", winner.status]


def test_an_order_is_transferred_to_one_of_two():
    order, receivers = OrderFactory(), [UserFactory(), UserFactory()]

    outcome = race(
        *(
            partial(transfer_order, order_id=order.pk, new_customer=receiver)
            for receiver in receivers
        )
    )

    order.refresh_from_db()
    assert order.customer in [transferred.customer for transferred in outcome.won]
    # One after the other is two transfers; at the same time is one, and a refusal.
    assert {type(refusal) for refusal in outcome.refused} <= {OwnerChanged}
    transfers = AuditEntry.objects.filter(operation="orders.transfer")
    assert transfers.count() == len(outcome.won)


def test_ten_orders_with_one_key_are_one_order():
    pen, customer = ProductFactory(stock_quantity=10), UserFactory()
    order = partial(
        place_order, customer=customer, lines={pen.pk: 2}, idempotency_key="once"
    )

    outcome = race(*[order] * 10)

    assert len({order.pk for order in outcome.won}) == 1
    assert (len(outcome.won), Order.objects.count()) == (10, 1)
    assert (CheckoutKey.objects.count(), stock_of(pen)) == (1, 8)


def test_ten_orders_with_one_key_and_no_stock_are_all_refused(vendor):
    pen, customer = ProductFactory(stock_quantity=1), UserFactory()
    order = partial(
        place_order, customer=customer, lines={pen.pk: 2}, idempotency_key="once"
    )

    outcome = race(*[order] * 10)

    # MariaDB stops all but one of those who waited for the same key as a deadlock.
    refusals = {OutOfStock, KeyInFlight} if vendor == "mysql" else {OutOfStock}
    assert len(outcome.refused) == 10
    assert {type(refusal) for refusal in outcome.refused} <= refusals
    assert (CheckoutKey.objects.count(), stock_of(pen)) == (0, 1)


def test_all_adjustments_of_stock_count():
    deltas = [+5, -3, +2, -1, +4, -2, +1, -5]
    # Enough for all that goes out before anything comes in: none may be refused.
    pen = ProductFactory(stock_quantity=11)

    outcome = race(
        *(
            partial(adjust_stock, product_id=pen.pk, delta=delta, reason="count")
            for delta in deltas
        )
    )

    assert (outcome.refused, stock_of(pen)) == ([], 11 + sum(deltas))


def test_a_count_on_the_shelf_does_not_undo_a_sale():
    pen = ProductFactory(stock_quantity=10)

    outcome = race(
        partial(
            set_stock, product_id=pen.pk, quantity=12, stock_was=10, reason="count"
        ),
        partial(adjust_stock, product_id=pen.pk, delta=-1, reason="broken"),
    )

    # Counted first: 12 - 1. Changed first: the count is refused.
    assert stock_of(pen) == (11 if len(outcome.won) == 2 else 9)

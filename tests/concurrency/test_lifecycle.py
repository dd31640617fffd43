"""Parcels, cancellations, expiry and transfers at the same moment: one comes first."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from database.models import AuditEntry
from orders.checkout.baskets import add_to_basket
from orders.checkout.staff_baskets import AlreadyPlaced, begin_staff_basket
from orders.errors import IllegalStatus, InvalidParcel, OwnerChanged
from orders.ledger import captured
from orders.life.expiring import expire_order
from orders.life.tidying import purge_batch
from orders.models import Mail, Order, PaymentEntry, Shipment, ShipmentLine
from orders.services import (
    cancel_order,
    confirm_order,
    deliver_parcel,
    place_staff_basket,
    put_in_staff_basket,
    send_parcel,
    ship_order,
    transfer_order,
)
from tests.concurrency.paying import pay
from tests.concurrency.racing import race, stock_of
from tests.concurrency.test_rival_changes import history
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def pen():
    return ProductFactory(stock_quantity=10)


def overdue_order(pen):
    """Return an order of four that should have been paid long ago."""
    order = OrderFactory(lines={pen.pk: 4}, payment_method="bank_transfer")
    placed = timezone.now() - timedelta(days=9)
    Order.objects.filter(pk=order.pk).update(placed_at=placed)
    return order


def expire(order):
    return partial(expire_order, order_id=order.pk, placed_before=timezone.now())


def mails(order):
    """Return the mails that an ended order sent, however it ended."""
    ends = ("order_cancelled", "order_expired")
    return Mail.objects.filter(order=order, kind__in=ends).count()


def test_twenty_cancellations_are_one(pen):
    order = OrderFactory(lines={pen.pk: 4})

    outcome = race(*[partial(cancel_order, order_id=order.pk)] * 20)

    assert (len(outcome.won), len(outcome.refused)) == (1, 19)
    assert {type(refusal) for refusal in outcome.refused} == {IllegalStatus}
    assert (stock_of(pen), history(order)) == (10, ["pending", "cancelled"])
    assert mails(order) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_order_is_cancelled_or_a_part_of_it_is_sent(pen, _):
    order = OrderFactory(lines={pen.pk: 4})
    confirm_order(order_id=order.pk)
    part = {order.lines.get().pk: 1}

    outcome = race(
        partial(cancel_order, order_id=order.pk),
        partial(send_parcel, order_id=order.pk, quantities=part),
    )

    order.refresh_from_db()
    assert (len(outcome.won), len(outcome.refused)) == (1, 1)
    is_cancelled = order.status == "cancelled"
    assert stock_of(pen) == (10 if is_cancelled else 6)
    assert Shipment.objects.count() == (0 if is_cancelled else 1)
    assert history(order) == ["pending", "confirmed"] + ["cancelled"] * is_cancelled


def test_ten_parcels_with_everything_are_one(pen, rivals):
    order = OrderFactory(lines={pen.pk: 4})
    confirm_order(order_id=order.pk)
    everything = {order.lines.get().pk: 4}

    outcome = race(
        *[partial(send_parcel, order_id=order.pk, quantities=everything)] * rivals
    )

    assert len(outcome.won) == 1
    assert {type(error) for error in outcome.refused} <= {InvalidParcel, IllegalStatus}
    assert ShipmentLine.objects.get().quantity == order.lines.get().shipped_quantity
    assert history(order) == ["pending", "confirmed", "shipped"]


def test_parcels_of_one_piece_each_never_hold_more_than_was_ordered(pen, rivals):
    order = OrderFactory(lines={pen.pk: 3})
    confirm_order(order_id=order.pk)
    piece = {order.lines.get().pk: 1}

    outcome = race(
        *[partial(send_parcel, order_id=order.pk, quantities=piece)] * rivals
    )

    assert len(outcome.won) == 3
    assert sorted(parcel.position for parcel in outcome.won) == [1, 2, 3]
    assert history(order) == ["pending", "confirmed", "shipped"]


def test_the_last_two_parcels_deliver_the_order_once(pen):
    order = OrderFactory(lines={pen.pk: 2})
    confirm_order(order_id=order.pk)
    piece = {order.lines.get().pk: 1}
    parcels = [send_parcel(order_id=order.pk, quantities=piece) for _ in range(2)]

    race(*(partial(deliver_parcel, shipment_id=parcel.pk) for parcel in parcels))

    order.refresh_from_db()
    assert order.status == "delivered"
    assert history(order) == ["pending", "confirmed", "shipped", "delivered"]


def test_an_order_expires_once(pen, rivals):
    order = overdue_order(pen)

    outcome = race(*[expire(order)] * rivals)

    assert sorted(outcome.won) == [False] * (rivals - 1) + [True]
    assert (stock_of(pen), history(order)) == (10, ["pending", "cancelled"])
    assert mails(order) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_order_expires_or_is_cancelled_and_the_stock_is_back_once(pen, _):
    order = overdue_order(pen)

    race(expire(order), partial(cancel_order, order_id=order.pk), expire(order))

    assert (stock_of(pen), history(order)) == (10, ["pending", "cancelled"])
    assert mails(order) == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_order_expires_or_is_paid(pen, _):
    order = overdue_order(pen)

    outcome = race(expire(order), partial(pay, order), expire(order))

    order.refresh_from_db()
    is_paid_first = order.status == "confirmed"
    assert outcome.refused == []
    assert stock_of(pen) == (6 if is_paid_first else 10)
    assert outcome.won.count(True) == (0 if is_paid_first else 1)
    # Money that comes too late is booked, and promised back.
    assert PaymentEntry.objects.filter(order=order, kind="captured").count() == 1
    assert order.refunds.count() == (0 if is_paid_first else 1)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_order_is_cancelled_or_paid_or_both_and_the_money_goes_back(pen, _):
    order = OrderFactory(lines={pen.pk: 4}, payment_method="bank_transfer")

    outcome = race(partial(cancel_order, order_id=order.pk), partial(pay, order))

    order.refresh_from_db()
    assert outcome.refused == []
    assert (order.status, stock_of(pen)) == ("cancelled", 10)
    assert history(order)[-1] == "cancelled"
    assert (captured(order), order.refunds.get().amount) == (order.total, order.total)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_transfer_and_a_cancellation_do_not_undo_each_other(pen, _):
    order, receivers = OrderFactory(lines={pen.pk: 4}), [UserFactory(), UserFactory()]

    outcome = race(
        *(
            partial(transfer_order, order_id=order.pk, new_customer=receiver)
            for receiver in receivers
        ),
        partial(cancel_order, order_id=order.pk),
    )

    order.refresh_from_db()
    moved = AuditEntry.objects.filter(operation="orders.transfer")
    assert (order.status, stock_of(pen)) == ("cancelled", 10)
    assert history(order) == ["pending", "cancelled"]
    assert order.customer in receivers
    assert moved.count() == len(outcome.won) - 1
    assert {type(refusal) for refusal in outcome.refused} <= {OwnerChanged}


@pytest.mark.parametrize("_", range(ROUNDS))
def test_of_two_transfers_and_the_owners_cancellation_one_comes_first(pen, _):
    order, receivers = OrderFactory(lines={pen.pk: 4}), [UserFactory(), UserFactory()]
    owner = order.customer
    shown = {"order_id": order.pk, "shown_customer": owner.pk}

    race(
        *(
            partial(transfer_order, new_customer=receiver, **shown)
            for receiver in receivers
        ),
        partial(cancel_order, **shown),
    )

    order.refresh_from_db()
    moved = AuditEntry.objects.filter(operation="orders.transfer").count()
    # Moved once; cancelled by its owner before that, or not at all.
    assert (order.customer in receivers, moved) == (True, 1)
    assert (order.status, stock_of(pen)) in {("pending", 6), ("cancelled", 10)}


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_same_transfer_twice_while_the_owner_cancels_has_one_effect(pen, _):
    order, receiver = OrderFactory(lines={pen.pk: 4}), UserFactory()
    transfer = partial(transfer_order, order_id=order.pk, new_customer=receiver)

    race(transfer, transfer, partial(cancel_order, order_id=order.pk))

    order.refresh_from_db()
    assert (order.customer, order.status) == (receiver, "cancelled")
    assert AuditEntry.objects.filter(operation="orders.transfer").count() == 1
    assert stock_of(pen) == 10


def test_an_order_is_shipped_or_cancelled_by_many(pen, rivals):
    order = OrderFactory(lines={pen.pk: 4})
    confirm_order(order_id=order.pk)

    outcome = race(
        *[partial(cancel_order, order_id=order.pk)] * rivals,
        *[partial(ship_order, order_id=order.pk)] * rivals,
    )

    (winner,) = outcome.won
    assert stock_of(pen) == (10 if winner.status == "cancelled" else 6)
    assert history(order) == ["pending", "confirmed", winner.status]


def test_a_basket_of_staff_is_placed_once(pen, rivals):
    row = begin_staff_basket(customer=UserFactory())
    put_in_staff_basket(staff_basket_id=row.pk, product_id=pen.pk, quantity=2)
    total = pen.price * 2

    outcome = race(
        *[partial(place_staff_basket, staff_basket_id=row.pk, expected_total=total)]
        * rivals
    )

    assert (len(outcome.won), Order.objects.count(), stock_of(pen)) == (1, 1, 8)
    assert {type(refusal) for refusal in outcome.refused} == {AlreadyPlaced}


def test_a_basket_that_is_filled_meanwhile_is_whole_or_new(pen):
    customer = UserFactory()
    add = partial(
        add_to_basket,
        customer=customer,
        basket_id=None,
        product_id=pen.pk,
        quantity=1,
    )
    add()

    race(add, partial(purge_batch, untouched_since=timezone.now()))

    # Filled first: two pieces, and touched. Removed first: one, in a new basket.
    assert customer.basket.lines.get().quantity in (1, 2)

"""What a shopper is told to expect, and by when."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from orders.life.expiring import expire_order
from orders.mails.composing import how_to_pay
from orders.mails.expectations import in_working_days, next_step
from orders.models import Order
from orders.services import (
    cancel_order,
    confirm_order,
    deliver_order,
    send_parcel,
    ship_order,
)
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_friday():
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


def told(order):
    """Return the sentence and the day by which it is true."""
    step = next_step(Order.objects.get(pk=order.pk))
    return step.sentence, step.by


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (FRIDAY, 0, date(2026, 11, 20)),
        (FRIDAY, 1, date(2026, 11, 23)),
        (FRIDAY, 5, date(2026, 11, 27)),
        (datetime(2026, 11, 21, 9, tzinfo=UTC), 0, date(2026, 11, 23)),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), 1, date(2026, 11, 23)),
        # Half past midnight of Monday in London, still Sunday in UTC.
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), 1, date(2026, 7, 7)),
    ],
)
def test_weekends_are_no_working_days(start, days, end):
    assert in_working_days(start, days) == end


def test_an_order_on_invoice_is_looked_at_on_the_next_working_day():
    sentence, by = told(OrderFactory())

    assert sentence == "Next: we check your order and confirm it by Mon 23 Nov 2026."
    assert by == date(2026, 11, 23)


def test_who_pays_first_knows_until_when():
    order = OrderFactory(payment_method="bank_transfer")

    assert told(order)[0].startswith("Next: please pay by Mon 23 Nov 2026, 10:00.")
    assert "Please transfer £20.00" in how_to_pay(order)


def test_who_did_not_pay_in_time_is_told_that_too(on_a_friday):
    order = OrderFactory(payment_method="bank_transfer")
    on_a_friday.shift(73 * 3600)

    assert "It is overdue" in told(order)[0]


def test_every_step_names_the_next_and_its_day():
    order = OrderFactory(shipping_method="express")
    confirm_order(order_id=order.pk)
    assert told(order)[0].startswith(
        "Next: we pack your order and send it by Mon 23 Nov 2026"
    )
    send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 1})
    assert told(order)[0] == (
        "Part of it is on its way. Next: we send the rest by Tue 24 Nov 2026."
    )
    ship_order(order_id=order.pk)
    assert told(order) == (
        "Your order is on its way. Next: it should reach you by Mon 23 Nov 2026.",
        date(2026, 11, 23),
    )
    deliver_order(order_id=order.pk)
    assert told(order)[0].startswith("Your order has arrived.")


def test_who_collects_knows_when():
    order = OrderFactory(shipping_method="pickup")
    confirm_order(order_id=order.pk)
    assert "You can collect it from Mon 23 Nov 2026" in told(order)[0]

    ship_order(order_id=order.pk)
    assert told(order) == ("Your order is ready. Collect it from the shop.", None)

    deliver_order(order_id=order.pk)
    assert told(order) == (
        "You have collected your order. We hope you like it.",
        None,
    )


def test_a_day_that_has_passed_is_not_promised(on_a_friday):
    late = []
    order = OrderFactory(shipping_method="standard")
    on_a_friday.shift(9 * 86400)
    late.append(told(order))
    confirm_order(order_id=order.pk)
    on_a_friday.shift(9 * 86400)
    late.append(told(order))
    ship_order(order_id=order.pk)
    on_a_friday.shift(19 * 86400)
    late.append(told(order))

    assert [by for _, by in late] == [None, None, None]
    assert "still checking your order" in late[0][0]
    assert "taking longer than we said" in late[1][0]
    assert "should have reached you by now" in late[2][0]


def test_an_order_that_was_not_paid_in_time_says_so(on_a_friday):
    order = OrderFactory(payment_method="bank_transfer")
    on_a_friday.shift(73 * 60 * 60)
    expire_order(order_id=order.pk, placed_before=timezone.now())

    assert told(order)[0] == (
        "This order was not paid in time, so it is cancelled and nothing will be sent. "
        "If you still want it, order it again."
    )


def test_an_order_cancelled_before_its_time_to_pay_was_over_does_not():
    order = OrderFactory(payment_method="bank_transfer")
    cancel_order(order_id=order.pk)

    assert told(order)[0] == "This order is cancelled. Nothing will be sent."


def test_a_cancelled_order_sends_nothing():
    order = OrderFactory(payment_method="bank_transfer")
    cancelled = cancel_order(order_id=order.pk)

    assert told(order)[0] == "This order is cancelled. Nothing will be sent."
    assert how_to_pay(cancelled) == ""

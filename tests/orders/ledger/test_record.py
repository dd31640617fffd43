"""What is paid follows from the ledger, and nothing is booked twice."""

from decimal import Decimal

import pytest

from orders.errors import PaymentRefused
from orders.ledger import amount_due, balance_of, captured, refunded
from orders.life.shipping import deliver_order
from orders.models import Mail, PaymentBalance, PaymentEntry, Refund
from orders.services import cancel_order, confirm_order, record_payment, ship_order
from tests.factories import OrderFactory
from tests.orders.making import paid_order, pay

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_order_owes_its_total():
    order = OrderFactory()

    assert (captured(order), refunded(order)) == (Decimal(0), Decimal(0))
    assert amount_due(order) == Decimal("20.00")
    assert not PaymentBalance.objects.exists()


def test_a_transfer_in_full_confirms_the_order_and_thanks():
    order = OrderFactory(payment_method="bank_transfer")

    order = pay(order, "20.00")

    assert (order.status, amount_due(order)) == ("confirmed", Decimal(0))
    assert order.status_changes.last().reason == "Paid in full."
    mail = Mail.objects.get(kind="payment_received")
    assert mail.context["values"]["rest"] == "It is paid in full."


def test_a_part_leaves_the_order_waiting():
    order = OrderFactory(payment_method="bank_transfer")

    order = pay(order, "7.50")

    assert order.status == "pending"
    assert (captured(order), amount_due(order)) == (Decimal("7.50"), Decimal("12.50"))
    assert balance_of(order).is_underpaid


def test_two_parts_are_the_whole():
    order = OrderFactory(payment_method="bank_transfer")

    pay(order, "7.50")
    order = pay(order, "12.50")

    assert (order.status, amount_due(order)) == ("confirmed", Decimal(0))


def test_too_much_is_owed_to_the_customer():
    order = pay(OrderFactory(payment_method="bank_transfer"), "25.00")

    assert amount_due(order) == Decimal("-5.00")
    assert balance_of(order).is_overpaid
    assert PaymentBalance.objects.get().due == Decimal("-5.00")


def test_the_same_reference_counts_once():
    order = OrderFactory(payment_method="bank_transfer")
    payment = {"order_id": order.pk, "amount": Decimal("20.00"), "reference": "T1"}

    record_payment(**payment)
    record_payment(**payment)

    assert captured(order) == Decimal("20.00")
    assert PaymentEntry.objects.count() == 1


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "1.005", "9999999999999.00"])
def test_an_amount_that_is_none_is_refused(amount):
    order = OrderFactory()

    with pytest.raises(PaymentRefused, match="more than 0, with at most two decimals"):
        pay(order, amount)
    assert not PaymentEntry.objects.exists()


def test_a_reference_of_another_amount_is_refused():
    order = OrderFactory(payment_method="bank_transfer")
    record_payment(order_id=order.pk, amount=Decimal("5.00"), reference="T1")

    with pytest.raises(PaymentRefused, match="another order or amount"):
        record_payment(order_id=order.pk, amount=Decimal("6.00"), reference="T1")
    assert captured(order) == Decimal("5.00")


def test_cancelling_a_paid_order_promises_the_money_back():
    order = paid_order()

    cancel_order(order_id=order.pk)

    refund = Refund.objects.get()
    assert (refund.amount, refund.by_hand) == (Decimal("20.00"), True)
    order.refresh_from_db()
    assert (amount_due(order), refunded(order)) == (Decimal(0), Decimal(0))


def test_money_that_comes_after_the_cancellation_goes_back():
    order = OrderFactory(payment_method="bank_transfer")
    cancel_order(order_id=order.pk)

    order = pay(order, "20.00")

    assert order.status == "cancelled"
    assert Refund.objects.get().amount == Decimal("20.00")
    assert amount_due(order) == Decimal(0)


def test_delivery_is_payment_with_cash_on_delivery():
    order = OrderFactory(payment_method="cash_on_delivery")
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)
    assert captured(order) == Decimal(0)

    deliver_order(order_id=order.pk)

    assert captured(order) == Decimal("20.00")
    entry = PaymentEntry.objects.get()
    assert (entry.provider, entry.kind) == ("cash_on_delivery", "captured")


def test_cash_that_was_paid_before_is_not_taken_again():
    order = OrderFactory(payment_method="cash_on_delivery")
    pay(order, "20.00")
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)

    deliver_order(order_id=order.pk)

    assert captured(order) == Decimal("20.00")

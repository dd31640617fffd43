"""The ledger's own rules: what an entry holds, and what an order's balance says."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine

from database.rows.money import MOST_MONEY
from orders.errors import PaymentRefused
from orders.ledger import balance_of
from orders.ledger.entries import record, settle
from orders.models import PaymentBalance, PaymentEntry, Refund
from tests.factories import OrderFactory
from tests.orders.making import refund

pytestmark = pytest.mark.django_db

CAPTURED = PaymentEntry.Kind.CAPTURED
FIVE = Decimal("5.00")
NOON = datetime(2030, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def order():
    return OrderFactory(payment_method="bank_transfer")


def book(order, amount=FIVE, *, kind=CAPTURED, provider="cash", reference="R1", **more):
    return record(order, kind, amount, provider=provider, reference=reference, **more)


def stored(entry):
    fields = ("order", "provider", "kind", "amount", "currency", "reference", "note")
    return PaymentEntry.objects.values_list(*fields, "occurred_at").get(pk=entry.pk)


def test_an_entry_holds_what_was_said_of_the_payment(order):
    entry = book(order, currency="gbp", note="x" * 201, occurred_at=NOON)

    assert stored(entry) == (
        order.pk,
        "cash",
        "captured",
        FIVE,
        "GBP",
        "R1",
        "x" * 200,
        NOON,
    )


def test_an_entry_without_a_time_is_of_now(order):
    with time_machine.travel(NOON, tick=False):
        entry = book(order)

    assert stored(entry)[-2:] == ("", NOON)


def test_what_a_provider_tells_twice_is_booked_once(order):
    others = [
        book(order, provider="bank"),
        book(order, kind=PaymentEntry.Kind.AUTHORISED),
        book(order, reference="R2"),
    ]
    assert all(others)

    assert book(order) is not None
    assert book(order) is None
    assert PaymentEntry.objects.count() == 4


@pytest.mark.parametrize("amount", ["4.99", "5.01"])
def test_a_reference_stands_for_one_amount(order, amount):
    book(order)

    with pytest.raises(
        PaymentRefused, match="“R1” has already been booked for another"
    ):
        book(order, Decimal(amount))
    assert PaymentEntry.objects.get().amount == FIVE


def test_a_reference_stands_for_one_order(order):
    book(order)

    with pytest.raises(
        PaymentRefused, match="“R1” has already been booked for another"
    ):
        book(OrderFactory())
    assert PaymentEntry.objects.get().order == order


def test_a_payment_in_another_currency_is_refused(order):
    with pytest.raises(PaymentRefused) as refusal:
        book(order, currency="EUR")

    assert str(refusal.value) == (
        f"Order {order.number} is in GBP, the payment in EUR."
    )
    assert not PaymentEntry.objects.exists()


@pytest.mark.parametrize("amount", ["0.00", "-0.01", "0.001"])
def test_an_amount_that_is_none_is_refused(order, amount):
    with pytest.raises(PaymentRefused, match="more than 0, with at most two decimals"):
        book(order, Decimal(amount))
    assert not PaymentEntry.objects.exists()


def test_a_penny_is_an_amount(order):
    assert book(order, Decimal("0.01")).amount == Decimal("0.01")


def test_the_balance_for_lists_is_what_the_ledger_comes_to(order):
    book(order, Decimal("26.00"))
    refund(order, extra=Decimal("2.00"), overpaid=Decimal("4.00"))
    book(order, Decimal("1.50"), kind=PaymentEntry.Kind.REFUNDED, reference="B1")
    PaymentBalance.objects.filter(order=order).update(credited=1, due=1)

    now = settle(order)

    assert now == balance_of(order)
    fields = ("captured", "refunded", "granted", "credited", "due")
    assert PaymentBalance.objects.values_list(*fields).get(order=order) == (
        Decimal("26.00"),
        Decimal("1.50"),
        Decimal("7.50"),
        Decimal("2.00"),
        Decimal("-0.50"),
    )
    assert order.payment_balance == PaymentBalance.objects.get(order=order)


def test_each_order_has_a_balance_of_its_own(order):
    other = OrderFactory()

    settle(order)
    settle(other)

    assert set(PaymentBalance.objects.values_list("order", flat=True)) == {
        order.pk,
        other.pk,
    }


def test_the_most_that_can_be_stored_is_settled_and_a_penny_more_is_not(order):
    book(order, MOST_MONEY)
    assert settle(order).captured == MOST_MONEY
    book(order, Decimal("0.01"), reference="R2")

    with pytest.raises(PaymentRefused, match=f"for order {order.number} add up to"):
        settle(order)
    assert PaymentBalance.objects.get().captured == MOST_MONEY


def test_no_more_goes_back_than_came_in(order):
    book(order)
    book(order, FIVE, kind=PaymentEntry.Kind.REFUNDED, reference="B1")
    assert settle(order).held == Decimal(0)
    book(order, Decimal("0.01"), kind=PaymentEntry.Kind.REFUNDED, reference="B2")
    order.currency = "EUR"

    with pytest.raises(PaymentRefused) as refusal:
        settle(order)
    assert str(refusal.value) == (
        f"€5.01 would be refunded for order {order.number}, but only €5.00 was paid. "
        "Nothing was changed."
    )
    assert not Refund.objects.exists()

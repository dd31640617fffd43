"""Who owes whom how much, at its edges: a penny more, a penny less, nothing."""

from decimal import Decimal

import pytest

from orders.ledger import amount_due, balance_of, captured, refunded, shown_balance
from orders.ledger.entries import Balance, record
from orders.models import Order, PaymentEntry
from orders.status import Status
from tests.factories import OrderFactory
from tests.orders.making import refund

Kind = PaymentEntry.Kind


def of_twenty(captured="0.00", **fields):
    amounts = dict.fromkeys(
        ("authorised", "voided", "refunded", "promised", "credited"), Decimal("0.00")
    )
    return Balance(
        **amounts
        | {"total": Decimal("20.00"), "captured": Decimal(captured)}
        | {"is_cancelled": False, **fields}
    )


def test_what_is_due_is_the_price_less_what_is_held():
    now = of_twenty(
        "18.00",
        refunded=Decimal("3.00"),
        promised=Decimal("2.00"),
        credited=Decimal("4.00"),
    )

    assert (now.granted, now.held) == (Decimal("5.00"), Decimal("13.00"))
    assert (now.owed, now.creditable) == (Decimal("16.00"), Decimal("16.00"))
    assert now.due == Decimal("3.00")


def test_a_cancelled_order_costs_nothing_and_all_that_is_held_is_owed_back():
    now = of_twenty("15.00", is_cancelled=True)

    assert (now.owed, now.due) == (Decimal(0), Decimal("-15.00"))


@pytest.mark.parametrize(
    ("captured", "is_paid", "is_underpaid", "is_overpaid"),
    [
        ("0.00", False, False, False),
        ("0.01", False, True, False),
        ("19.99", False, True, False),
        ("20.00", True, False, False),
        ("20.01", True, False, True),
    ],
)
def test_a_penny_decides_whether_an_order_is_paid(
    captured, is_paid, is_underpaid, is_overpaid
):
    now = of_twenty(captured)

    assert now.is_paid is is_paid
    assert now.is_underpaid is is_underpaid
    assert now.is_overpaid is is_overpaid


@pytest.mark.django_db
def test_every_kind_of_entry_is_added_up_on_its_own(django_assert_num_queries):
    order = OrderFactory(payment_method="bank_transfer")
    for number, (kind, amount) in enumerate(
        [
            (Kind.AUTHORISED, "9.00"),
            (Kind.VOIDED, "1.25"),
            (Kind.CAPTURED, "7.00"),
            (Kind.CAPTURED, "0.50"),
        ]
    ):
        record(order, kind, Decimal(amount), provider="cash", reference=f"R{number}")
    refund(order, extra=Decimal("2.00"))
    other = OrderFactory(payment_method="bank_transfer")
    record(other, Kind.CAPTURED, Decimal("5.00"), provider="cash", reference="T9")
    refund(other, extra=Decimal("1.00"))

    with django_assert_num_queries(2):
        now = balance_of(order)

    assert now == shown_balance(order)
    assert now == of_twenty(
        "7.50",
        authorised=Decimal("9.00"),
        voided=Decimal("1.25"),
        promised=Decimal("2.00"),
        credited=Decimal("2.00"),
    )


@pytest.mark.django_db
def test_what_came_and_what_went_is_told_of_the_order_alone():
    order, other = OrderFactory(), OrderFactory()
    record(order, Kind.CAPTURED, Decimal("9.00"), provider="cash", reference="A")
    record(order, Kind.REFUNDED, Decimal("2.00"), provider="cash", reference="B")
    record(other, Kind.CAPTURED, Decimal("1.00"), provider="cash", reference="C")
    record(other, Kind.REFUNDED, Decimal("0.50"), provider="cash", reference="D")

    assert (captured(order), refunded(order)) == (Decimal("9.00"), Decimal("2.00"))
    assert (amount_due(order), amount_due(other)) == (
        Decimal("13.00"),
        Decimal("19.50"),
    )


@pytest.mark.django_db
def test_an_order_without_payments_stands_at_nothing_to_two_decimals():
    now = balance_of(OrderFactory())

    assert (str(now.promised), str(now.credited)) == ("0.00", "0.00")
    assert now == of_twenty()


@pytest.mark.django_db
def test_only_a_cancelled_order_is_taken_for_one():
    order = OrderFactory()
    Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)

    assert balance_of(Order.objects.get()).is_cancelled is True

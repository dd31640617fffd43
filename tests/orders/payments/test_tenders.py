"""An order that is paid in parts: each part is a charge, and each goes its own way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from database.consistency.generic import run_checks
from orders.errors import InvalidOrder
from orders.ledger import balance_of
from orders.life.expiring import expire_order, overdue
from orders.models import Order, Payment, PaymentEntry, Refund
from orders.payments.charging import charge
from orders.payments.paying import Tender, ask_for_money
from orders.providers import Answer, OnlineProvider, payment_method
from orders.providers.methods import PAYMENT, Prepaid
from orders.services import (
    cancel_order,
    cancel_pieces,
    mark_refund_paid,
    record_payment,
    ship_order,
)
from tests.factories import OrderFactory
from tests.orders.making import refund

pytestmark = pytest.mark.django_db(transaction=True)
Kind = PaymentEntry.Kind
LATER = timedelta(days=30)


class Played(OnlineProvider):
    """Takes the money, sets it aside or refuses it, as it is told."""

    def __init__(self, code):
        self.code, self.told, self.held = code, Kind.CAPTURED, set()

    def charge(self, payment):
        if self.told == "refused":
            return Answer(refusal=f"{self.code} refused.")
        if self.told == Kind.AUTHORISED:
            self.held.add(payment.reference)
        return Answer(self.told, payment.amount, payment.reference)

    def capture(self, payment):
        return Answer(Kind.CAPTURED, payment.amount, f"{payment.reference}-capture")

    def void(self, payment):
        if payment.reference not in self.held:
            return Answer()
        return Answer(Kind.VOIDED, payment.amount, f"{payment.reference}-void")

    def refund(self, refund, payment):
        return Answer(Kind.REFUNDED, refund.amount, refund.provider_reference)

    def read_event(self, headers, body):
        pytest.fail("A provider that sends no events was sent one.")


@pytest.fixture
def providers(monkeypatch):
    """Register two providers, and return them by what they are called here."""
    found = {}
    for code in ("first", "second"):
        found[code] = Played(code)
        method = type(code, (Prepaid,), {"code": code, "provider": found[code]})
        monkeypatch.setitem(PAYMENT, code, method())
    return found


def order_in_parts(own="second", **parts):
    """Return an order of 20.00 whose parts were asked for, as it is afterwards."""
    placed = OrderFactory(payment_method="bank_transfer")
    Order.objects.filter(pk=placed.pk).update(payment_method=own)
    order = Order.objects.get(pk=placed.pk)
    tenders = [
        Tender(payment_method(code), Decimal(amount)) for code, amount in parts.items()
    ]
    with transaction.atomic():
        ask_for_money(order, tenders)
    return Order.objects.get(pk=order.pk)


def booked():
    """Return what is in the ledger, in turn."""
    entries = PaymentEntry.objects.order_by("created_at", "id")
    return [(one.provider, one.kind, str(one.amount)) for one in entries]


def faults():
    return [finding.id for finding in run_checks(tags=["payments"]).findings]


def test_an_order_goes_on_when_each_part_is_paid(providers):
    order = order_in_parts(first="5.00", second="15.00")

    assert order.status == "confirmed"
    assert booked() == [("first", "captured", "5.00"), ("second", "captured", "15.00")]
    named = Payment.objects.order_by("amount").values_list("reference", flat=True)
    assert list(named) == [f"order-{order.number}-first", f"order-{order.number}"]
    assert faults() == []


def test_asked_again_no_part_is_charged_twice(providers):
    order = order_in_parts(first="5.00", second="15.00")

    for payment in Payment.objects.all():
        charge(payment.pk)

    assert balance_of(order).held == Decimal("20.00")
    assert len(booked()) == 2


@pytest.mark.parametrize("told", ["authorised", "captured"])
def test_one_part_alone_does_not_send_the_order(providers, told):
    providers["first"].told, providers["second"].told = told, "refused"

    order = order_in_parts(first="5.00", second="15.00")

    assert order.status == "pending"
    assert booked() == [("first", told, "5.00")]
    refusals = Payment.objects.exclude(refusal="").values_list("provider", "refusal")
    assert list(refusals) == [("second", "second refused.")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("authorised", "captured"),
        ("captured", "authorised"),
        ("authorised", "authorised"),
    ],
)
def test_parts_that_are_reserved_count_and_are_taken_when_it_is_sent(
    providers, first, second
):
    providers["first"].told, providers["second"].told = first, second
    order = order_in_parts(first="5.00", second="15.00")
    assert order.status == "confirmed"

    ship_order(order_id=order.pk)

    assert balance_of(order).held == Decimal("20.00")
    assert balance_of(order).due == Decimal("0.00")
    assert faults() == []


# Which orders wait for money is a query over the ways that the shop has at its start.
def test_where_one_part_is_refused_the_other_goes_back_when_the_order_expires(
    providers,
):
    providers["second"].told = "refused"
    order = order_in_parts(own="test_card", first="5.00", second="15.00")
    late = timezone.now() + LATER
    assert list(overdue(late)) == [order]

    assert expire_order(order_id=order.pk, placed_before=late)

    order.refresh_from_db()
    assert order.status == "cancelled"
    assert booked() == [("first", "captured", "5.00"), ("first", "refunded", "5.00")]
    refund = Refund.objects.get()
    assert (refund.provider, refund.amount, refund.is_done) == (
        "first",
        Decimal("5.00"),
        True,
    )
    assert balance_of(order).held == balance_of(order).due == Decimal("0.00")
    assert faults() == []


def test_a_reserved_part_is_released_when_the_order_expires(providers):
    providers["first"].told, providers["second"].told = "authorised", "refused"
    order = order_in_parts(own="test_card", first="5.00", second="15.00")

    assert expire_order(order_id=order.pk, placed_before=timezone.now() + LATER)

    assert booked() == [("first", "authorised", "5.00"), ("first", "voided", "5.00")]
    assert not Refund.objects.exists()
    assert faults() == []


def test_each_part_of_a_cancelled_order_goes_back_the_way_it_came(providers):
    order = order_in_parts(first="5.00", second="15.00")

    cancel_order(order_id=order.pk)

    refunds = Refund.objects.order_by("amount")
    assert [(one.provider, str(one.amount), str(one.credited)) for one in refunds] == [
        ("first", "5.00", "5.00"),
        ("second", "15.00", "15.00"),
    ]
    assert booked()[2:] == [
        ("first", "refunded", "5.00"),
        ("second", "refunded", "15.00"),
    ]
    assert faults() == []


def test_a_part_that_came_by_hand_goes_back_by_hand(providers):
    providers["second"].told = "refused"
    order = order_in_parts(first="5.00", second="15.00")
    record_payment(order_id=order.pk, amount=Decimal("15.00"), reference="T1")

    cancel_order(order_id=order.pk)

    by_hand = Refund.objects.get(by_hand=True)
    assert (by_hand.method, str(by_hand.amount)) == ("bank_transfer", "15.00")
    mark_refund_paid(refund_id=by_hand.pk)
    assert balance_of(order).held == Decimal("0.00")
    assert faults() == []


def test_money_by_hand_keeps_an_order_of_which_a_part_was_refused(providers):
    providers["second"].told = "refused"
    order = order_in_parts(own="test_card", first="5.00", second="15.00")
    record_payment(order_id=order.pk, amount=Decimal("1.00"), reference="T1")

    assert not expire_order(order_id=order.pk, placed_before=timezone.now() + LATER)

    assert Order.objects.get(pk=order.pk).status == "pending"


def test_a_part_can_be_paid_by_hand_from_the_beginning(providers):
    order = order_in_parts(own="bank_transfer", first="5.00", bank_transfer="15.00")
    assert (order.status, booked()) == ("pending", [("first", "captured", "5.00")])

    record_payment(order_id=order.pk, amount=Decimal("15.00"), reference="T1")

    assert Order.objects.get(pk=order.pk).status == "confirmed"
    assert Payment.objects.count() == 1


def test_pieces_taken_off_go_back_to_a_charge_that_took_enough(providers):
    order = order_in_parts(first="5.00", second="15.00")
    line = order.lines.get().pk

    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")

    refund = Refund.objects.get()
    assert (refund.provider, str(refund.amount)) == ("second", "10.00")
    assert faults() == []


def test_what_another_part_reserves_is_not_asked_for_again(providers):
    providers["first"].told, providers["second"].told = "authorised", "refused"
    order = order_in_parts(first="5.00", second="15.00")
    refund(order, method="credit", extra=Decimal("5.00"))

    providers["second"].told = "captured"
    charge(Payment.objects.get(provider="second").pk)
    ship_order(order_id=order.pk)

    assert booked()[1:] == [
        ("second", "captured", "10.00"),
        ("first", "captured", "5.00"),
    ]
    assert balance_of(order).due == Decimal("0.00")
    assert faults() == []


@pytest.mark.parametrize(
    "parts",
    [
        {"first": "5.00", "second": "14.99"},
        {"first": "5.00", "second": "15.01"},
        {"first": "0.00", "second": "20.00"},
        {"first": "-5.00", "second": "25.00"},
    ],
)
def test_parts_that_are_not_the_total_are_refused(providers, parts):
    with pytest.raises(InvalidOrder, match="do not add up to the total"):
        order_in_parts(**parts)

    assert not Payment.objects.exists()


def test_the_same_way_twice_is_refused(providers):
    order = OrderFactory(payment_method="bank_transfer")
    half = Tender(payment_method("first"), Decimal("10.00"))

    with pytest.raises(InvalidOrder, match="can be chosen once"):
        ask_for_money(order, [half, half])

    assert not Payment.objects.exists()


def test_a_shopper_sees_which_part_did_not_go_through(providers, client):
    providers["second"].told = "refused"
    order = order_in_parts(first="5.00", second="15.00")
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert "A part of the payment did not go through. second refused." in page
    assert "Nothing was taken." not in page

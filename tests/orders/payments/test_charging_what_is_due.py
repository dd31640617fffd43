"""A provider is asked for what is due now, and for nothing where nothing is."""

from decimal import Decimal

import pytest

from orders.ledger import balance_of, captured
from orders.models import Mail, Payment, PaymentEntry
from orders.payments.charging import book_answer, charge
from orders.providers import Answer
from orders.providers.rehearsal import charges
from orders.services import ship_order
from tests.factories import OrderFactory
from tests.orders.making import pay, refund
from tests.orders.payments.test_charging import deliver_everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refused(settings):
    """Return an order whose card was refused; from now on the card would pay."""
    settings.TEST_PAYMENTS = "fails"
    order = OrderFactory(payment_method="test_card")
    settings.TEST_PAYMENTS = "pays"
    return order


@pytest.fixture
def unheard(settings):
    """Return an order whose money the provider took without telling anybody."""
    settings.TEST_PAYMENTS = "never"
    order = OrderFactory(payment_method="test_card")
    settings.TEST_PAYMENTS = "pays"
    return order


@pytest.fixture
def set_aside(settings):
    """Return an order whose money the provider holds until it is sent."""
    settings.TEST_PAYMENTS = "sets_aside"
    return OrderFactory(payment_method="test_card")


def test_an_order_that_was_lowered_to_nothing_is_not_charged(refused):
    refund(refused, method="credit", extra=Decimal("20.00"))

    charge(Payment.objects.get().pk)

    refused.refresh_from_db()
    assert (refused.status, captured(refused)) == ("confirmed", Decimal(0))
    assert [done["kind"] for done in charges()] == ["voided"]


def test_an_order_that_was_paid_by_hand_is_not_charged_as_well(refused):
    pay(refused, "20.00")

    charge(Payment.objects.get().pk)

    assert captured(refused) == Decimal("20.00")
    assert [done["kind"] for done in charges()] == ["voided"]


def test_an_order_that_was_lowered_is_charged_for_the_rest(refused):
    refund(refused, method="credit", extra=Decimal("5.00"))

    charge(Payment.objects.get().pk)

    refused.refresh_from_db()
    assert (refused.status, captured(refused)) == ("confirmed", Decimal("15.00"))
    assert [done["amount"] for done in charges()] == ["15.00"]


def test_money_taken_before_the_order_was_lowered_is_heard_of(unheard):
    refund(unheard, method="credit", extra=Decimal("20.00"))

    deliver_everything()

    assert balance_of(unheard).due == Decimal("-20.00")
    mail = Mail.objects.get(kind="payment_received")
    assert (
        "That is £20.00 more than needed; we will refund the difference." in mail.text
    )


def test_a_refusal_is_no_news_where_nothing_is_due(refused):
    refund(refused, method="credit", extra=Decimal("20.00"))
    Mail.objects.filter(kind="payment_refused").delete()
    Payment.objects.update(refusal="")

    book_answer(
        payment_id=Payment.objects.get().pk, answer=Answer(refusal="Called off.")
    )

    assert not Mail.objects.filter(kind="payment_refused").exists()


@pytest.mark.parametrize(
    ("credit", "kinds"),
    [
        ("5.00", [("authorised", "20.00"), ("captured", "15.00")]),
        ("20.00", [("authorised", "20.00"), ("voided", "20.00")]),
    ],
)
def test_of_money_set_aside_no_more_is_taken_than_is_due(set_aside, credit, kinds):
    refund(set_aside, method="credit", extra=Decimal(credit))

    ship_order(order_id=set_aside.pk)

    booked = PaymentEntry.objects.order_by("created_at").values_list("kind", "amount")
    assert [(kind, str(amount)) for kind, amount in booked] == kinds
    assert balance_of(set_aside).due == Decimal("0.00")

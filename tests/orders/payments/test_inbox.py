"""Providers' messages: forged, duplicated, reordered, late; one effect."""

import json
import time
from decimal import Decimal

import pytest
from django.test import Client

from database.models import AuditEntry, OutboxMessage
from database.queue.outbox import NotDelivered, try_again
from orders.ledger import captured, refunded
from orders.models import Payment, PaymentEntry, ProviderEvent, Refund
from orders.payments.inbox import replay_event
from orders.providers import signing
from orders.providers.rehearsal import SIGNATURE, secret
from orders.services import cancel_order
from tests.factories import OrderFactory
from tests.orders.making import refund

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/payments/test_card/events/"


@pytest.fixture
def order(settings):
    """Return an order whose card was not charged yet."""
    settings.TEST_PAYMENTS = "fails"
    placed = OrderFactory(payment_method="test_card")
    settings.TEST_PAYMENTS = "pays"
    return placed


def message(order, **fields):
    return json.dumps(
        {
            "id": "event-1",
            "kind": "captured",
            "charge": "charge-1",
            "amount": "20.00",
            "currency": "GBP",
            "at": "2026-11-20T12:00:00+00:00",
            "reference": Payment.objects.get(order=order).reference,
            **fields,
        }
    ).encode()


def tell(body, signature=None):
    header = signing.sign(secret(), body) if signature is None else signature
    headers = {SIGNATURE: header}
    return Client().post(URL, body, content_type="application/json", headers=headers)


def test_a_signed_message_pays_the_order(order):
    response = tell(message(order))

    order.refresh_from_db()
    assert (response.status_code, response.json()) == (200, {"stored": "event-1"})
    assert (order.status, captured(order)) == ("confirmed", Decimal("20.00"))
    event = ProviderEvent.objects.get()
    assert (event.outcome, event.attempts) == ("It is booked.", 1)


def test_a_duplicate_has_one_effect(order):
    tell(message(order))
    tell(message(order))

    assert captured(order) == Decimal("20.00")
    assert ProviderEvent.objects.get().deliveries == 2


def test_the_same_charge_under_another_event_has_one_effect(order):
    tell(message(order))
    tell(message(order, id="event-2"))

    assert captured(order) == Decimal("20.00")
    last = ProviderEvent.objects.get(event_id="event-2")
    assert last.outcome == "It had already been booked."


@pytest.mark.parametrize(
    ("forge", "cause"),
    [
        (lambda _: "", "no time in the signature"),
        (lambda _: "t=1,v1=ü", "the signature does not fit"),
        (lambda body: signing.sign("wrong", body), "the signature does not fit"),
        (lambda body: signing.sign(secret(), body + b" "), "does not fit"),
        (
            lambda body: signing.sign(secret(), body, at=int(time.time()) - 301),
            "the signature is too old",
        ),
        (
            lambda body: signing.sign(secret(), body, at=int(time.time()) + 310),
            "the signature is too old",
        ),
    ],
)
def test_a_forged_message_is_refused_and_logged(order, forge, cause):
    body = message(order)

    response = tell(body, forge(body).encode().decode("latin-1"))

    assert response.status_code == 400
    assert (captured(order), ProviderEvent.objects.count()) == (Decimal(0), 0)
    logged = AuditEntry.objects.get(operation="payments.forged_event")
    assert cause in logged.message


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": 1}', b"\xff"])
def test_a_signed_message_that_is_none_is_refused(order, body):
    assert tell(body).status_code == 400
    assert not ProviderEvent.objects.exists()


def test_an_unknown_provider_is_not_found(order):
    response = Client().post("/payments/nobody/events/", b"{}", "application/json")

    assert response.status_code == 404


def test_the_test_provider_is_away_where_it_is_off(order, settings):
    settings.TEST_PAYMENTS = "off"

    assert tell(message(order)).status_code == 404


def test_a_refund_told_before_its_payment_waits_for_it(order):
    tell(message(order, id="event-2", kind="refunded", charge="refund-1"))
    assert (refunded(order), captured(order)) == (Decimal(0), Decimal(0))

    tell(message(order))
    waiting = OutboxMessage.objects.get(kind="provider_event", done_at=None)
    try_again(waiting)

    assert (captured(order), refunded(order)) == (Decimal("20.00"), Decimal("20.00"))


def test_a_late_payment_of_a_cancelled_order_goes_back(order):
    cancel_order(order_id=order.pk)

    tell(message(order))

    order.refresh_from_db()
    assert (order.status, captured(order)) == ("cancelled", Decimal("20.00"))
    assert Refund.objects.get().amount == Decimal("20.00")


def test_a_refund_of_ours_that_comes_as_an_event_is_that_refund(order, settings):
    tell(message(order))
    settings.TEST_PAYMENTS = "never"
    granted = refund(order, extra=Decimal("5.00"))

    tell(
        message(
            order,
            id="event-2",
            kind="refunded",
            charge=granted.provider_reference,
            amount="5.00",
            refund=granted.provider_reference,
        )
    )

    granted.refresh_from_db()
    assert granted.is_done
    assert refunded(order) == Decimal("5.00")


def test_money_in_another_currency_is_not_booked(order):
    tell(message(order, currency="EUR"))

    assert captured(order) == Decimal(0)
    assert (
        "is in GBP, the payment in EUR"
        in OutboxMessage.objects.get(kind="provider_event").error
    )


@pytest.mark.parametrize("amount", ["1e30", "1000000000000.00", "20.005"])
def test_an_amount_that_no_column_takes_is_not_booked(order, amount):
    tell(message(order, amount=amount))

    assert not PaymentEntry.objects.exists()
    assert (
        "names an amount that cannot be booked"
        in OutboxMessage.objects.get(kind="provider_event").error
    )


def test_a_message_about_nothing_of_ours_is_kept(order):
    tell(message(order, reference="order-of-somebody-else"))

    event = ProviderEvent.objects.get()
    assert event.outcome == "We have no charge with this reference."
    assert not PaymentEntry.objects.exists()


def test_acting_again_changes_nothing(order):
    tell(message(order))

    event = replay_event(event_id=ProviderEvent.objects.get().pk)

    assert (event.outcome, event.attempts) == ("It had already been booked.", 2)
    assert captured(order) == Decimal("20.00")
    with pytest.raises(NotDelivered, match="already been delivered"):
        try_again(OutboxMessage.objects.get(kind="provider_event"))


def test_a_flood_of_forgeries_is_logged_a_few_times(order):
    for _ in range(12):
        tell(message(order), "t=1,v1=0")

    logged = AuditEntry.objects.filter(operation="payments.forged_event")
    assert logged.count() == 10

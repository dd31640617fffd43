"""The provider pays, fails, is late, tells twice or never: one charge, one order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from database.models import OutboxMessage
from database.queue.breaker import breaker
from database.queue.outbox import deliver_due
from orders.admin.orders.steps import advise
from orders.ledger import captured
from orders.mails.expectations import next_step, payment_deadline, shown_moment
from orders.models import Mail, Order, Payment, PaymentEntry, ProviderEvent, Refund
from orders.payments.charging import book_answer, charge
from orders.providers import Answer
from orders.providers.rehearsal import charges
from orders.services import cancel_order, cancel_pieces, record_payment, ship_order
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


def order_by_card():
    order = OrderFactory(payment_method="test_card")
    order.refresh_from_db()
    return order


def deliver_everything():
    """Let the queue's worker come by, as if all pauses were over."""
    for _ in range(5):
        past = timezone.now() - timedelta(seconds=1)
        waiting = OutboxMessage.objects.filter(done_at=None)
        waiting.update(due_at=past, locked_until=None)
        breaker.forget()
        deliver_due()


def test_a_card_pays_at_once():
    order = order_by_card()

    assert (order.status, captured(order)) == ("confirmed", Decimal("20.00"))
    assert len(charges()) == 1
    assert Mail.objects.filter(kind="payment_received").count() == 1


def test_a_refused_card_leaves_the_order_waiting(settings):
    settings.TEST_PAYMENTS = "fails"

    order = order_by_card()

    assert (order.status, captured(order), charges()) == ("pending", Decimal(0), [])
    assert Payment.objects.get().refusal == "The test card was refused."


def test_who_was_refused_is_told_once_why_and_what_to_do(settings):
    settings.TEST_PAYMENTS = "fails"
    order = order_by_card()

    deliver_everything()
    charge(Payment.objects.get().pk)

    mail = Mail.objects.get(kind="payment_refused")
    assert mail.subject == f"Your order {order.number} is not paid yet"
    assert "The test card was refused." in mail.text
    assert next_step(order).sentence in mail.text


def test_a_charge_called_off_with_its_order_is_no_news(settings):
    settings.TEST_PAYMENTS = "fails"
    order = order_by_card()
    Mail.objects.filter(kind="payment_refused").delete()
    Payment.objects.update(refusal="")
    cancel_order(order_id=order.pk)

    book_answer(
        payment_id=Payment.objects.get().pk, answer=Answer(refusal="Called off.")
    )

    assert not Mail.objects.filter(kind="payment_refused").exists()


def test_a_late_answer_comes_as_an_event(settings):
    settings.TEST_PAYMENTS = "late"
    order = order_by_card()
    assert (order.status, captured(order)) == ("pending", Decimal(0))

    deliver_everything()

    order.refresh_from_db()
    assert (order.status, captured(order)) == ("confirmed", Decimal("20.00"))
    assert ProviderEvent.objects.get().outcome == "It is booked."


def test_an_answer_and_two_events_are_one_payment(settings):
    settings.TEST_PAYMENTS = "twice"
    order = order_by_card()

    deliver_everything()

    assert captured(order) == Decimal("20.00")
    event = ProviderEvent.objects.get()
    assert (event.deliveries, event.outcome) == (2, "It had already been booked.")
    assert PaymentEntry.objects.count() == len(charges()) == 1


def test_a_provider_that_never_answers_is_asked_again_and_charges_once(settings):
    settings.TEST_PAYMENTS = "never"
    order = order_by_card()
    deliver_everything()
    assert (order.status, captured(order)) == ("pending", Decimal(0))

    settings.TEST_PAYMENTS = "pays"
    deliver_everything()

    order.refresh_from_db()
    assert (order.status, captured(order)) == ("confirmed", Decimal("20.00"))
    assert len(charges()) == 1


def test_money_set_aside_is_taken_when_the_order_is_sent(settings):
    settings.TEST_PAYMENTS = "sets_aside"
    order = order_by_card()
    assert (order.status, captured(order)) == ("confirmed", Decimal(0))

    ship_order(order_id=order.pk)

    assert captured(order) == Decimal("20.00")


def test_no_more_of_it_is_taken_than_the_order_costs_by_then(settings):
    settings.TEST_PAYMENTS = "sets_aside"
    order = order_by_card()
    line = order.lines.get().pk
    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")

    ship_order(order_id=order.pk)

    assert captured(order) == Decimal("10.00")
    assert not Refund.objects.of_money().exists()


def test_money_set_aside_is_released_when_the_order_is_cancelled(settings):
    settings.TEST_PAYMENTS = "sets_aside"
    order = order_by_card()

    cancel_order(order_id=order.pk)

    kinds = PaymentEntry.objects.order_by("created_at").values_list("kind", flat=True)
    assert list(kinds) == ["authorised", "voided"]
    assert not Refund.objects.exists()


def test_a_cancelled_order_is_not_charged_later(settings):
    settings.TEST_PAYMENTS = "fails"
    order = order_by_card()
    cancel_order(order_id=order.pk)

    settings.TEST_PAYMENTS = "pays"
    OutboxMessage.objects.filter(kind="charge").update(done_at=None)
    deliver_everything()

    assert captured(order) == Decimal(0)
    assert [done["kind"] for done in charges()] == ["voided"]


def test_a_charge_that_nobody_heard_of_goes_back_after_the_cancellation(settings):
    settings.TEST_PAYMENTS = "never"
    order = order_by_card()

    settings.TEST_PAYMENTS = "pays"
    cancel_order(order_id=order.pk)
    deliver_everything()

    order.refresh_from_db()
    assert (order.status, captured(order)) == ("cancelled", Decimal("20.00"))
    refund = Refund.objects.get()
    assert (refund.amount, refund.is_done) == (Decimal("20.00"), True)
    assert [done["kind"] for done in charges()] == ["captured", "refunded"]


def test_a_card_order_that_was_paid_by_hand_goes_back_by_hand(settings):
    settings.TEST_PAYMENTS = "fails"
    order = order_by_card()
    record_payment(order_id=order.pk, amount=order.total, reference="T1")

    cancel_order(order_id=order.pk)

    refund = Refund.objects.get()
    assert (refund.method, refund.by_hand) == ("bank_transfer", True)
    assert PaymentEntry.objects.get().provider == "bank_transfer"


def test_a_refused_card_is_told_with_what_to_do_and_by_when(settings):
    settings.TEST_PAYMENTS = "fails"
    order = order_by_card()

    step = next_step(order)

    assert step.sentence.startswith(
        "Your payment did not go through. Next: let us know by "
        f"{shown_moment(payment_deadline(order))} how you would like to pay."
    )


def test_once_the_provider_refused_staff_do_not_wait_for_it(settings):
    waiting = OrderFactory(payment_method="bank_transfer")
    Order.objects.filter(pk=waiting.pk).update(payment_method="test_card")
    waiting.refresh_from_db()
    settings.TEST_PAYMENTS = "fails"
    refused = order_by_card()

    titles = [advise(order, pieces=2).title for order in (waiting, refused)]

    assert titles == [
        "Wait for the provider",
        "Ask the customer how they would like to pay",
    ]

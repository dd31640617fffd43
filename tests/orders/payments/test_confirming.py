"""The customer has to act: a payment that they confirm, or decline, on another page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.admin.orders.steps import advise
from orders.ledger import captured
from orders.life.expiring import expire_order
from orders.mails.expectations import next_step, payment_deadline, shown_moment
from orders.mails.sending import compose
from orders.models import Mail, Order, Payment, PaymentEntry, ProviderEvent
from orders.payments.charging import book_answer, charge, take_refusal
from orders.providers import Answer, may_be_linked
from orders.providers.rehearsal import charges
from orders.services import cancel_order
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(settings, client):
    """Return an order whose customer is signed in and has to confirm the payment."""
    settings.TEST_PAYMENTS = "asks"
    placed = OrderFactory(payment_method="test_card")
    client.force_login(placed.customer)
    return Order.objects.get(pk=placed.pk)


def page_of(client, order):
    return client.get(f"/orders/{order.number}/").content.decode()


def act_at():
    return Payment.objects.get().act_at


def seen(order):
    order.refresh_from_db()
    return order.status, captured(order), act_at()


def test_an_order_waits_until_its_customer_confirms(order, client):
    assert (order.status, captured(order), charges()) == ("pending", Decimal(0), [])
    assert act_at().startswith("/payments/test_card/confirm/")

    page = page_of(client, order)

    assert f'href="{act_at()}"' in page
    assert "Confirm the payment" in page
    deadline = shown_moment(payment_deadline(order))
    assert f"Next: please confirm the payment by {deadline}." in page


def test_the_page_looks_again_until_the_provider_has_answered(settings, client):
    settings.TEST_PAYMENTS = "late"
    order = OrderFactory(payment_method="test_card")
    client.force_login(order.customer)
    url = f"/orders/{order.number}/"

    assert client.get(url).headers["Refresh"] == "4"

    Payment.objects.update(act_at="https://bank.example/3ds")
    asked = client.get(url)
    assert 'href="https://bank.example/3ds"' in asked.content.decode()
    assert "Refresh" not in asked.headers


def test_the_page_does_not_look_again_for_ever(settings, client):
    settings.TEST_PAYMENTS = "late"
    order = OrderFactory(payment_method="test_card")
    placed = timezone.now() - timedelta(seconds=61)
    Order.objects.filter(pk=order.pk).update(placed_at=placed)
    client.force_login(order.customer)

    assert "Refresh" not in client.get(f"/orders/{order.number}/").headers


def test_confirming_pays_the_order_and_takes_the_button_away(order, client):
    url = act_at()
    assert "Confirm the payment of £20.00" in client.get(url).content.decode()

    answer = client.post(url, {"choice": "confirm"}, follow=True)

    assert "The payment is confirmed" in answer.content.decode()
    assert seen(order) == ("confirmed", Decimal("20.00"), "")
    assert "Confirm the payment" not in page_of(client, order)


def test_confirming_twice_pays_once(order, client):
    url = act_at()

    for choice in ("confirm", "confirm", "decline"):
        client.post(url, {"choice": choice})

    assert seen(order) == ("confirmed", Decimal("20.00"), "")
    assert PaymentEntry.objects.count() == len(charges()) == 1
    assert Payment.objects.get().refusal == ""


def test_declining_says_so_and_the_order_waits_for_another_way(order, client):
    answer = client.post(act_at(), {"choice": "decline"}, follow=True)

    assert "You declined the payment" in answer.content.decode()
    assert seen(order) == ("pending", Decimal(0), "")
    assert Payment.objects.get().refusal == "You declined the payment."
    assert ProviderEvent.objects.get().outcome == "The refusal is noted."
    page = page_of(client, order)
    assert "Your payment did not go through." in page
    assert "You declined the payment." in page
    assert "You declined the payment." in Mail.objects.get(kind="payment_refused").text


def test_a_page_that_is_sent_without_a_choice_does_nothing(order, client):
    assert client.post(act_at(), {"choice": "perhaps"}).status_code == 422

    assert charges() == []


def test_a_forged_link_and_one_of_a_shop_without_test_card_lead_nowhere(
    order, client, settings
):
    assert client.get(f"{act_at()[:-2]}x/").status_code == 404

    settings.TEST_PAYMENTS = "off"
    assert client.post(act_at(), {"choice": "confirm"}).status_code == 404

    assert charges() == []


def test_the_customer_is_told_once_where_to_confirm(order, settings):
    charge(Payment.objects.get().pk)

    mail = Mail.objects.get(kind="payment_to_confirm")
    assert mail.subject == f"Please confirm the payment for your order {order.number}"
    assert "confirm the payment of £20.00" in mail.text
    page = f"{settings.SITE_URL}/orders/{order.number}/"
    assert f"Confirm the payment:\n{page}" in mail.text
    # The provider's page is the customer's: it stands in no log.
    assert act_at() not in mail.text + mail.html


def test_a_thank_you_that_is_written_late_asks_to_confirm_too(order):
    thanks = Mail.objects.get(kind="order_placed")
    assert "See your order:" in thanks.text

    thanks.text = ""
    letter = compose(thanks)

    assert "Confirm the payment:" in letter.text
    assert next_step(order).sentence in letter.text


def test_a_later_answer_of_the_provider_takes_the_button_away(order, settings):
    settings.TEST_PAYMENTS = "pays"

    charge(Payment.objects.get().pk)

    assert seen(order) == ("confirmed", Decimal("20.00"), "")


def test_an_answer_that_was_overtaken_brings_no_button_back(order, client):
    client.post(act_at(), {"choice": "confirm"})

    answer = Answer(act_at="/payments/test_card/confirm/old/")
    book_answer(payment_id=Payment.objects.get().pk, answer=answer)

    assert seen(order) == ("confirmed", Decimal("20.00"), "")


def test_a_refusal_that_is_told_after_the_payment_changes_nothing(order, client):
    client.post(act_at(), {"choice": "confirm"})

    assert not take_refusal(order, Payment.objects.get(), "The card has expired.")

    assert Payment.objects.get().refusal == ""
    assert not Mail.objects.filter(kind="payment_refused").exists()


def test_staff_see_that_the_customer_still_has_to_act(order):
    advice = advise(order, pieces=2)

    assert advice.title == "Wait for the customer to confirm the payment"


def test_what_nobody_confirms_in_time_expires_and_cannot_be_paid_after(order, client):
    url, later = act_at(), timezone.now() + timedelta(days=30)

    assert expire_order(order_id=order.pk, placed_before=later)

    assert seen(order) == ("cancelled", Decimal(0), "")
    page = client.post(url, {"choice": "confirm"}, follow=True).content.decode()
    assert "This payment is no longer needed" in page
    assert seen(order) == ("cancelled", Decimal(0), "")


def test_a_cancelled_order_asks_for_nothing(order, client):
    cancel_order(order_id=order.pk)

    assert "Confirm the payment" not in page_of(client, order)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://bank.example/3ds?id=1", True),
        ("/payments/test_card/confirm/x/", True),
        ("http://bank.example/", False),
        ("javascript:alert(1)", False),
        ("//bank.example/", False),
        ("/\\bank.example/", False),
        ("https:bank.example", False),
        ("https://[bank/", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_https_and_paths_of_ours_are_linked(url, may):
    assert may_be_linked(url) is may


def test_a_provider_that_answers_a_script_gets_no_button(order, client, settings):
    payment = Payment.objects.get()
    Payment.objects.update(act_at="")

    book_answer(payment_id=payment.pk, answer=Answer(act_at="javascript:alert(1)"))

    assert act_at() == ""
    # Nor does one that came into the table past the shop.
    Payment.objects.update(act_at="javascript:alert(1)")
    page = page_of(client, order)
    assert "javascript:" not in page
    assert "Confirm the payment" not in page

"""The first mail about an order, through the outbox."""

import pytest
from django.core import mail

from database.models import OutboxMessage
from orders import mails
from orders.models import Mail
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db


def written(order):
    """Return the first mail of the order, as it goes out."""
    return mails.compose(Mail.objects.get(order=order, kind="order_placed"))


def test_an_order_is_confirmed_by_mail_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order = OrderFactory(customer=None, email="g@shop.example")

    (message,) = mail.outbox
    assert message.to == ["g@shop.example"]
    assert message.subject == f"Your order {order.number} at Kontor"


def test_the_mail_says_what_was_bought_and_links_to_the_order():
    letter = written(OrderFactory(customer=None, email="g@shop.example"))

    for content in (letter.text, letter.html):
        assert "£20.00" in content
        assert f"/orders/{Mail.objects.get().order.number}/?key=" in content


def test_a_second_mail_has_the_same_message_id():
    OrderFactory()
    row = Mail.objects.get()
    letter = mails.compose(row)

    first, second = (mails.as_message(row, letter).extra_headers for _ in "12")

    assert first == second
    assert first == {"Message-ID": f"<order_placed.{row.pk.hex}@127.0.0.1>"}


def test_who_pays_before_is_told_how_and_until_when():
    order = OrderFactory(payment_method="bank_transfer")

    text = written(order).text

    assert f"Please transfer £20.00 and give {order.number}" in text
    assert "Next: please pay by " in text


def test_an_order_without_an_address_gets_no_mail():
    OrderFactory(customer=None)

    assert (Mail.objects.count(), OutboxMessage.objects.count()) == (0, 0)

"""Mails that are sent, that fail, that are tried again and sent once more."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from database.models import OutboxMessage
from database.queue.outbox import NotDelivered, deliver_due
from orders import mails
from orders.errors import OrderError
from orders.models import Mail, MailText
from orders.services import (
    cancel_order,
    confirm_order,
    resend_mail,
    retry_mail,
)
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(monkeypatch):
    """Return a mail server that can be switched off."""

    class Server:
        is_up = True

    def send(message, *args, **kwargs):
        if not Server.is_up:
            raise ConnectionRefusedError("no server")
        django_mail.outbox.append(message)

    monkeypatch.setattr("orders.mails.sending.EmailMultiAlternatives.send", send)
    return Server


def ids():
    return [message.extra_headers["Message-ID"] for message in django_mail.outbox]


def test_a_sent_mail_is_kept_as_it_was(server):
    order = OrderFactory()

    row = Mail.objects.get()
    assert (row.status, row.attempts, row.error) == ("sent", 1, "")
    assert row.subject == f"Your order {order.number} at Kontor"
    assert row.text == django_mail.outbox[0].body
    assert row.sent_at


def test_a_failed_mail_says_why_and_is_tried_again(server):
    server.is_up = False
    OrderFactory()
    row = Mail.objects.get()
    assert (row.status, row.error) == ("failed", "ConnectionRefusedError: no server")

    server.is_up = True
    OutboxMessage.objects.update(due_at=timezone.now())
    assert deliver_due() == (1, 0)

    row.refresh_from_db()
    assert (row.status, row.attempts, row.error) == ("sent", 2, "")


def test_a_mail_that_went_out_twice_has_one_message_id(server):
    """As after a crash between sending and writing it down."""
    OrderFactory()
    Mail.objects.update(status="queued")
    mails.send(Mail.objects.get().pk)

    first, second = ids()
    assert first == second


def test_a_sent_mail_is_not_sent_by_a_repetition(server):
    OrderFactory()

    mails.send(Mail.objects.get().pk)

    assert len(ids()) == 1


def test_the_same_mail_is_asked_for_once(server):
    order = OrderFactory()
    with transaction.atomic():
        first = mails.mail("order_confirmed", order)
        second = mails.mail("order_confirmed", order)

    assert (first.kind, second) == ("order_confirmed", None)
    assert len(ids()) == 2  # and the one that received the order


def test_a_step_that_is_undone_sends_nothing(server):
    order = OrderFactory()
    with transaction.atomic():
        mails.mail("order_confirmed", order)
        transaction.set_rollback(True)

    assert Mail.objects.count() == len(ids()) == 1


def test_a_misspelt_value_fails_where_it_is_written():
    order = OrderFactory()

    with pytest.raises(TypeError, match="amount, reason, way"):
        mails.mail("refund_made", order)
    with pytest.raises(TypeError, match="colour"):
        mails.mail("order_confirmed", order, colour="red")


def test_every_step_writes_to_the_customer(server):
    order = OrderFactory()
    confirm_order(order_id=order.pk)
    cancel_order(order_id=order.pk)

    kinds = list(Mail.objects.order_by("created_at").values_list("kind", flat=True))
    assert kinds == ["order_placed", "order_confirmed", "order_cancelled"]


def test_staff_send_a_copy_with_a_message_id_of_its_own(server):
    OrderFactory()
    row = Mail.objects.get()

    copy = resend_mail(mail_id=row.pk)

    copy.refresh_from_db()
    assert (copy.status, copy.text, copy.resent_from) == ("sent", row.text, row)
    first, second = ids()
    assert first != second


def test_a_double_click_sends_one_copy(server):
    OrderFactory()
    row = Mail.objects.get()
    resend_mail(mail_id=row.pk)

    with pytest.raises(OrderError, match="less than a minute ago"):
        resend_mail(mail_id=row.pk)

    Mail.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    resend_mail(mail_id=row.pk)
    assert Mail.objects.filter(resent_from=row).count() == 2


def test_what_was_not_sent_has_no_copy_but_another_try(server):
    server.is_up = False
    OrderFactory()
    row = Mail.objects.get()
    with pytest.raises(OrderError, match="has not been sent yet"):
        resend_mail(mail_id=row.pk)
    with pytest.raises(NotDelivered, match="no server"):
        retry_mail(mail=row)

    server.is_up = True
    retry_mail(mail=row)

    row.refresh_from_db()
    assert (row.status, len(ids())) == ("sent", 1)


def test_a_sent_mail_is_not_tried_again(server):
    OrderFactory()

    with pytest.raises(OrderError, match="has already been sent"):
        retry_mail(mail=Mail.objects.get())


def test_staffs_words_are_sent(server):
    MailText.objects.filter(kind="order_confirmed").update(
        subject="Hello {name}: {number}", body="Ready soon.\n\n{next}"
    )
    order = OrderFactory(full_name="Ada\r\nBcc: x@mail.example")

    confirm_order(order_id=order.pk)

    message = django_mail.outbox[-1]
    assert message.subject == f"Hello Ada Bcc: x@mail.example: {order.number}"
    assert "Ready soon.\n\nNext: we pack your order" in message.body

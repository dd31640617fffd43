"""A guest's link: random, good for a time, once in the address, renewed by mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from database.models import AuditEntry, OutboxMessage
from orders import mails
from orders.checkout import visitor
from orders.mails.links import IN_THE_MAIL_ONLY, order_path
from orders.models import Mail, Order
from orders.services import (
    confirm_order,
    place_order,
    resend_mail,
    send_order_link,
)
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "g@shop.example"
FIND = "/orders/find/"


@pytest.fixture
def order() -> Order:
    return OrderFactory(customer=None, email=EMAIL)


def later(**age: float):
    return time_machine.travel(timezone.now() + timedelta(**age), tick=False)


def key_in(message) -> str:
    return re.search(r"\?key=(\w+)", message.body)[1]


def page_of(order: Order) -> str:
    return f"/orders/{order.number}/"


def test_the_key_leaves_the_address_and_the_session_knows_the_order(client, order):
    first = client.get(order_path(order))

    assert (first.status_code, first["Location"]) == (302, page_of(order))
    assert first["Referrer-Policy"] == "no-referrer"
    assert "no-store" in first["Cache-Control"]
    page = client.get(page_of(order))
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "key=" not in page.content.decode()
    stranger = Client().get(page_of(order))
    assert stranger.status_code == 404
    assert "no-store" in stranger["Cache-Control"]


def test_a_guest_asks_for_a_return_and_cancels_without_the_key(client, order):
    client.get(order_path(order))

    assert client.get(f"{page_of(order)}return/").status_code == 302
    assert client.post(f"{page_of(order)}cancel/").status_code == 302
    assert Order.objects.get().status == "cancelled"


def test_the_page_of_a_return_drops_the_key_as_well(client, order):
    address = f"{page_of(order)}return/"

    response = client.get(f"{address}?key={order.guest_key}")

    assert response["Location"] == address


def test_the_old_signed_form_opens_nothing(client, order):
    old = Signer(salt="orders.guest").signature(order.number)

    assert client.get(f"{page_of(order)}?key={old}").status_code == 404


def test_a_link_ends_and_the_session_with_it(client, order, settings):
    link = order_path(order)
    client.get(link)

    with later(days=settings.GUEST_LINK_DAYS - 1):
        assert Client().get(link).status_code == 302
    with later(days=settings.GUEST_LINK_DAYS + 1):
        response = Client().get(link)
        assert client.get(page_of(order)).status_code == 404

    assert response.status_code == 404
    assert f'href="{FIND}"' in response.content.decode()


@pytest.mark.parametrize("path", ["/orders/NOTHING123/", "/orders/NOTHING123/return/"])
def test_an_order_that_does_not_exist_gives_the_same_answer(client, order, path):
    theirs = client.get(path.replace("NOTHING123", order.number))
    nobodys = client.get(path)

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    strip = re.compile(r'nonce="[^"]+"|csrf\w+" value="[^"]+"')
    assert strip.sub("", theirs.content.decode()) == strip.sub(
        "", nobodys.content.decode()
    )


def test_the_mail_holds_the_key_and_its_log_does_not(order):
    (message,) = mail.outbox
    row = Mail.objects.get()

    assert key_in(message) == order.guest_key
    assert order.guest_key in message.alternatives[0][0]
    assert f"?key={IN_THE_MAIL_ONLY}" in row.text
    assert f"?key={IN_THE_MAIL_ONLY}" in row.html
    kept = [
        *Mail.objects.values_list("text", "html", "context"),
        *OutboxMessage.objects.values_list("payload", "error"),
        *AuditEntry.objects.values_list("message", "details"),
        *Order.objects.values_list(),
    ]
    assert order.guest_key not in str(kept)


def test_a_mail_that_is_sent_late_holds_a_key_that_works(order, settings):
    first = order.guest_key

    with later(days=settings.GUEST_LINK_DAYS + 1):
        confirm_order(order_id=order.pk)
        second = key_in(mail.outbox[-1])
        assert second != first
        assert Client().get(f"{page_of(order)}?key={second}").status_code == 302
        assert Client().get(f"{page_of(order)}?key={first}").status_code == 404


def test_a_mail_lengthens_a_link_that_is_half_over_and_keeps_its_key(order, settings):
    with later(days=settings.GUEST_LINK_DAYS * 0.6):
        confirm_order(order_id=order.pk)

    assert key_in(mail.outbox[-1]) == order.guest_key
    with later(days=settings.GUEST_LINK_DAYS * 1.5):
        assert Client().get(order_path(Order.objects.get())).status_code == 302


def test_a_copy_of_an_old_mail_holds_the_key_of_today(order):
    row = Mail.objects.get()
    row.text = row.text.replace(IN_THE_MAIL_ONLY, "Frw3-old_signed")
    row.html = row.html.replace(IN_THE_MAIL_ONLY, "Frw3-old_signed")
    row.save(update_fields=["text", "html"])

    resend_mail(mail_id=row.pk)

    copy = mail.outbox[-1]
    assert key_in(copy) == order.guest_key
    assert "Frw3" not in copy.body + copy.alternatives[0][0]


def test_a_customers_mail_needs_no_key():
    order = OrderFactory(customer=UserFactory())

    assert f"{page_of(order)}\n" in mail.outbox[0].body + "\n"
    assert "key=" not in mail.outbox[0].body
    assert "key=" not in mails.compose(Mail.objects.get()).html


def ask(number: str, email: str = EMAIL):
    return Client().post(FIND, {"number": number, "email": email})


def test_a_fresh_link_comes_by_mail_and_ends_the_older(order):
    old = order.guest_key

    response = ask(order.number)

    assert (response.status_code, response["Location"]) == (302, f"{FIND}?sent=1")
    message = mail.outbox[-1]
    assert message.to == [EMAIL]
    assert message.subject == f"Your order {order.number} at Kontor: a fresh link"
    assert "Links in earlier mails no longer work." in message.body
    fresh = key_in(message)
    assert fresh != old
    assert Client().get(f"{page_of(order)}?key={fresh}").status_code == 302
    assert Client().get(f"{page_of(order)}?key={old}").status_code == 404


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("NOTHING123", EMAIL),
        ("{}", "somebody@else.example"),
        ("{}X", EMAIL),
    ],
)
def test_what_does_not_fit_gets_the_same_answer_and_no_mail(order, number, email):
    key = order.guest_key

    response = ask(number.format(order.number), email)

    assert (response.status_code, response["Location"]) == (302, f"{FIND}?sent=1")
    assert len(mail.outbox) == 1
    assert Order.objects.get().guest_key == key


@pytest.mark.parametrize(
    "typed", ["#{}", " {} ", "lower", "spaced", "look-alikes"], ids=str
)
def test_a_number_is_found_as_people_type_it(typed, order):
    Order.objects.update(number="7Q1M40K9TD")
    number = {
        "lower": "7q1m40k9td",
        "spaced": "7Q1M4 0K9TD",
        "look-alikes": "7QIM4OK9TD",
    }.get(typed, typed.format("7Q1M40K9TD"))

    assert send_order_link(number=number, email="G@Shop.example ")


def test_a_customer_is_told_to_sign_in():
    order = OrderFactory(customer=UserFactory(email=EMAIL))

    ask(order.number)

    assert "sign in to see it" in mail.outbox[-1].body
    assert "key=" not in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "", "email": EMAIL}, "Enter the number of your order"),
        ({"number": "x" * 41, "email": EMAIL}, "Order numbers are shorter"),
        ({"number": "7Q", "email": "nobody"}, "Enter an e-mail address such as"),
    ],
)
def test_a_slip_is_named_and_what_was_typed_stays(client, fields, sentence):
    response = client.post(FIND, fields)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert f'value="{fields["number"] or fields["email"]}"' in response.content.decode()
    assert mail.outbox == []


def test_somebody_who_asks_again_and_again_is_braked(order):
    answers = [ask("NOTHING123").status_code for _ in range(7)]

    assert answers == [302] * 6 + [429]


def test_a_session_knows_the_newest_orders(client, monkeypatch):
    monkeypatch.setattr(visitor, "MOST_ORDERS", 2)
    orders = [OrderFactory(customer=None, email=EMAIL) for _ in range(3)]
    for row in orders:
        client.get(order_path(row))

    answers = [client.get(page_of(row)).status_code for row in orders]
    assert answers == [404, 200, 200]


def test_two_who_renew_at_once_leave_one_key_that_both_know(order):
    rival = Order.objects.get()
    order.renew_guest_link()
    rival.renew_guest_link()

    assert order.guest_key == rival.guest_key == Order.objects.get().guest_key


def test_an_address_is_kept_as_a_sign_up_would_keep_it_and_found_by_it():
    pen = ProductFactory(stock_quantity=5)
    placed = place_order(
        customer=None,
        lines={pen.pk: 1},
        idempotency_key="wide",
        email="Ada@ｓhop.example",
    )

    assert placed.email == "ada@shop.example"
    assert send_order_link(number=placed.number, email="ada@shop.example")

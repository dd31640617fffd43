"""What customers see of pieces that are not sent."""

import pytest

from orders.models import Mail
from orders.services import cancel_order, cancel_pieces, confirm_order, send_parcel
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer():
    return UserFactory()


@pytest.fixture
def order(customer):
    """Return a confirmed order of two lamps and a pen, of which one lamp is sent."""
    lamp, pen = ProductFactory(name="Lamp"), ProductFactory(name="Pen")
    placed = OrderFactory(customer=customer, lines={lamp.pk: 2, pen.pk: 1})
    order = confirm_order(order_id=placed.pk)
    send_parcel(order_id=order.pk, quantities={line_of(order, "Lamp"): 1})
    return order


def line_of(order, name):
    return order.lines.get(name=name).pk


def shown(client, customer, address):
    client.force_login(customer)
    return " ".join(client.get(address).content.decode().split())


def test_what_is_partly_sent_says_so(client, customer, order):
    for address in ("/account/orders/", order.get_absolute_url()):
        text = shown(client, customer, address)
        assert '<span class="status status-partly">Partly sent</span>' in text


def test_cancelled_pieces_are_marked_and_struck_out(client, customer, order):
    pieces = {line_of(order, "Lamp"): 1, line_of(order, "Pen"): 1}
    cancel_pieces(order_id=order.pk, pieces=pieces, reason="Sold out.")

    text = shown(client, customer, order.get_absolute_url())

    assert "<s>Pen</s>" in text
    assert "<s>Lamp</s>" not in text
    assert "1 cancelled: not sent" in text
    assert "1 × Pen cancelled" in text
    assert "Your order is on its way." in text


def test_what_was_taken_off_stands_below_the_old_total(client, customer, order):
    """On the customer's page and in the mail of a cancellation."""
    pieces = {line_of(order, "Pen"): 1}
    cancel_pieces(order_id=order.pk, pieces=pieces, reason="Sold out.")
    text = shown(client, customer, order.get_absolute_url())

    assert "<dt>Taken off since</dt><dd>−£10.00</dd>" in text
    rows = ("£30.00</dd>", "Taken off since", "Costs now", "£20.00</dd>")
    places = [text.index(row) for row in rows]
    assert places == sorted(places)


def test_the_mail_of_a_cancellation_says_what_was_taken_off_before():
    lamp, pen = ProductFactory(name="Lamp"), ProductFactory(name="Pen")
    order = OrderFactory(lines={lamp.pk: 2, pen.pk: 1})
    cancel_pieces(
        order_id=order.pk, pieces={line_of(order, "Pen"): 1}, reason="Sold out."
    )

    cancel_order(order_id=order.pk)

    mail = Mail.objects.get(kind="order_cancelled")
    assert "Taken off since: −£10.00\nCosts now: £20.00" in mail.text
    assert "Costs now" in mail.html


def test_the_last_parcel_does_not_promise_what_was_taken_off(order):
    cancel_pieces(
        order_id=order.pk, pieces={line_of(order, "Pen"): 1}, reason="Sold out."
    )

    send_parcel(order_id=order.pk)

    mail = Mail.objects.get(
        kind="parcel_sent", key__endswith=str(order.shipments.last().pk)
    )
    assert "The rest of your order has been sent." in mail.text


def test_everything_that_was_left_is_not_everything_that_was_ordered(customer):
    order = confirm_order(order_id=OrderFactory(customer=customer).pk)
    cancel_pieces(
        order_id=order.pk, pieces={order.lines.get().pk: 1}, reason="Sold out."
    )

    send_parcel(order_id=order.pk)

    text = Mail.objects.get(kind="parcel_sent").text
    assert "Everything still on your order has been sent." in text


def test_a_shopper_is_told_to_write_for_the_rest(client, customer, order):
    client.force_login(customer)

    answer = client.post(f"/orders/{order.number}/cancel/")

    assert answer.status_code == 409
    assert "Write to us to cancel the rest" in answer.content.decode()
    assert "Use “Cancel the rest”" not in answer.content.decode()

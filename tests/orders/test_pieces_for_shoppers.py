"""What customers see of pieces that are not sent."""

import pytest

from orders.models import Mail
from orders.services import cancel_pieces, confirm_order, send_parcel
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


def test_the_last_parcel_does_not_promise_what_was_taken_off(order):
    cancel_pieces(
        order_id=order.pk, pieces={line_of(order, "Pen"): 1}, reason="Sold out."
    )

    send_parcel(order_id=order.pk)

    mail = Mail.objects.get(
        kind="parcel_sent", key__endswith=str(order.shipments.last().pk)
    )
    assert "The rest of your order has left us." in mail.text


def test_everything_that_was_left_is_not_everything_that_was_ordered(customer):
    order = confirm_order(order_id=OrderFactory(customer=customer).pk)
    cancel_pieces(
        order_id=order.pk, pieces={order.lines.get().pk: 1}, reason="Sold out."
    )

    send_parcel(order_id=order.pk)

    text = Mail.objects.get(kind="parcel_sent").text
    assert "Everything that was still on your order has left us." in text


def test_a_shopper_is_told_to_write_for_the_rest(client, customer, order):
    client.force_login(customer)

    answer = client.post(f"/orders/{order.number}/cancel/")

    assert answer.status_code == 409
    assert "Write to us to cancel the rest" in answer.content.decode()
    assert "Use “Cancel the rest”" not in answer.content.decode()

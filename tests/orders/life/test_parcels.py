"""Orders that leave in one parcel or in several."""

import pytest

from orders.errors import (
    AlreadySent,
    IllegalStatus,
    InvalidParcel,
    OrderError,
    PartlyShipped,
)
from orders.models import Line, Mail, Order, Shipment
from orders.services import (
    cancel_order,
    confirm_order,
    deliver_order,
    deliver_parcel,
    send_parcel,
    ship_order,
)
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Two pens and three inks, confirmed."""
    pen, ink = (ProductFactory(name=name, stock_quantity=9) for name in ("Pen", "Ink"))
    order = OrderFactory(lines={pen.pk: 2, ink.pk: 3})
    return confirm_order(order_id=order.pk)


def line_of(order, name):
    return Line.objects.get(order=order, name=name).pk


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def shipped(order):
    return dict(order.lines.values_list("name", "shipped_quantity"))


def test_an_order_is_shipped_when_everything_is_in_a_parcel(order):
    first = send_parcel(order_id=order.pk, quantities={line_of(order, "Ink"): 1})
    assert (first.position, status_of(order)) == (1, "confirmed")
    assert shipped(order) == {"Pen": 0, "Ink": 1}

    second = send_parcel(order_id=order.pk)

    assert (second.position, status_of(order)) == (2, "shipped")
    assert shipped(order) == {"Pen": 2, "Ink": 3}
    assert sorted(second.lines.values_list("quantity", flat=True)) == [2, 2]


def test_no_more_is_sent_than_was_ordered(order):
    with pytest.raises(InvalidParcel, match="Only 2 pieces of “Pen” are left to send"):
        send_parcel(order_id=order.pk, quantities={line_of(order, "Pen"): 3})

    assert not Shipment.objects.exists()
    assert shipped(order) == {"Pen": 0, "Ink": 0}


def test_the_same_form_posted_twice_sends_one_parcel(order):
    piece = {line_of(order, "Ink"): 1}
    send_parcel(order_id=order.pk, quantities=piece, position=1)

    with pytest.raises(AlreadySent, match="has already been sent"):
        send_parcel(order_id=order.pk, quantities=piece, position=1)

    assert (Shipment.objects.count(), shipped(order)) == (1, {"Pen": 0, "Ink": 1})


def test_a_parcel_holds_something_of_its_own_order(order):
    other = OrderFactory()

    with pytest.raises(InvalidParcel, match="was not ordered"):
        send_parcel(order_id=order.pk, quantities={other.lines.get().pk: 1})
    with pytest.raises(InvalidParcel, match="Say which pieces"):
        send_parcel(order_id=order.pk, quantities={line_of(order, "Pen"): 0})

    assert not Shipment.objects.exists()


@pytest.mark.parametrize("status", ["pending", "cancelled", "shipped"])
def test_only_a_confirmed_order_is_sent(status):
    order = OrderFactory()
    if status == "cancelled":
        cancel_order(order_id=order.pk)
    if status == "shipped":
        confirm_order(order_id=order.pk)
        ship_order(order_id=order.pk)
    parcels = Shipment.objects.count()

    with pytest.raises(IllegalStatus, match=f"is {status}"):
        send_parcel(order_id=order.pk)

    assert (status_of(order), Shipment.objects.count()) == (status, parcels)


def test_the_last_delivered_parcel_delivers_the_order(order):
    first = send_parcel(order_id=order.pk, quantities={line_of(order, "Pen"): 2})
    deliver_parcel(shipment_id=first.pk)
    assert status_of(order) == "confirmed"
    second = send_parcel(order_id=order.pk)
    assert status_of(order) == "shipped"

    deliver_parcel(shipment_id=second.pk)

    assert status_of(order) == "delivered"


def test_a_parcel_is_delivered_once(order):
    parcel = send_parcel(order_id=order.pk)
    arrived = deliver_parcel(shipment_id=parcel.pk).delivered_at

    with pytest.raises(
        OrderError, match=r"Parcel 1 of order .* has already been delivered"
    ):
        deliver_parcel(shipment_id=parcel.pk)

    parcel.refresh_from_db()
    assert parcel.delivered_at == arrived


def test_delivering_the_order_delivers_its_parcels(order):
    send_parcel(order_id=order.pk, quantities={line_of(order, "Pen"): 2})
    send_parcel(order_id=order.pk)

    deliver_order(order_id=order.pk)

    assert not order.shipments.under_way().exists()
    assert Mail.objects.filter(kind="parcel_delivered").count() == 2


def test_what_is_partly_on_its_way_is_not_cancelled(order):
    send_parcel(order_id=order.pk, quantities={line_of(order, "Pen"): 1})

    with pytest.raises(PartlyShipped, match=r"Part of order .* is already on its way"):
        cancel_order(order_id=order.pk)

    assert status_of(order) == "confirmed"
    stock = order.lines.values_list("product__stock_quantity", flat=True)
    assert sorted(stock) == [6, 7]


def test_the_mail_of_a_parcel_names_content_and_tracking(order):
    send_parcel(
        order_id=order.pk,
        quantities={line_of(order, "Pen"): 2},
        carrier="Royal Mail",
        tracking_number="AB123",
        tracking_url="https://track.example/AB123",
    )

    mail = Mail.objects.get(kind="parcel_sent")
    assert mail.subject == f"Your order {order.number}: parcel 1 is on its way"
    for content in (mail.text, mail.html):
        assert "Pen" in content
        assert "Ink" not in content
        assert "Carrier: Royal Mail. Tracking number: AB123." in content
        assert "https://track.example/AB123" in content
        assert "Part of your order has been sent." in content

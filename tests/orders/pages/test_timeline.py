"""One timeline of an order: all of it for staff, the plain one for its customer."""

import pytest

from database.context import acting_as
from orders.models import Order
from orders.pages import timeline
from orders.services import (
    cancel_order,
    confirm_order,
    deliver_order,
    ship_order,
    transfer_order,
    write_note,
)
from tests.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Return a delivered order, with a note, that a colleague took care of."""
    order = OrderFactory()
    with acting_as(user_id=StaffFactory(username="grace").pk):
        confirm_order(order_id=order.pk, reason="Checked by telephone")
        write_note(order_id=order.pk, text="Neighbour takes it")
        ship_order(order_id=order.pk)
        deliver_order(order_id=order.pk)
    return Order.objects.for_page().get(pk=order.pk)


def test_staff_see_who_did_what_and_which_mail_went(order):
    events = timeline.for_staff(order)

    assert [event.label for event in events if event.label != "mail"] == [
        "placed",
        "confirmed",
        "note",
        "parcel 1",
        "shipped",
        "parcel 1",
        "delivered",
    ]
    mails = [event.text for event in events if event.label == "mail"]
    assert len(mails) == 4
    assert mails[0] == f"“Your order {order.number} at Kontor” was sent."
    confirmed = events[[event.label for event in events].index("confirmed")]
    assert (confirmed.by, confirmed.text) == ("grace", "Checked by telephone")
    assert {event.by for event in events if event.label in ("note", "shipped")} == {
        "grace"
    }


def test_the_customer_sees_what_happened_and_nobodys_name(order):
    events = timeline.for_shopper(order)

    assert [event.shopper for event in events] == [
        "Placed",
        "Confirmed",
        "Parcel 1 sent",
        "Shipped",
        "Parcel 1 delivered",
        "Delivered",
    ]
    assert {(event.by, event.text) for event in events} == {("", "")}


def test_a_reason_for_colleagues_is_not_shown_to_the_customer(client):
    order = OrderFactory()
    cancel_order(order_id=order.pk, reason="Looks like fraud")
    client.force_login(order.customer)

    page = client.get(order.get_absolute_url()).content.decode()

    assert "Cancelled" in page
    assert "fraud" not in page


def test_staff_see_who_moved_the_order_to_whom():
    order = OrderFactory(customer=UserFactory(username="ada"))
    with acting_as(user_id=StaffFactory(username="grace").pk):
        transfer_order(order_id=order.pk, new_customer=UserFactory(username="bea"))
    order = Order.objects.for_page().get(pk=order.pk)

    (moved,) = [one for one in timeline.for_staff(order) if one.label == "note"]

    assert (moved.text, moved.by) == ("Moved from ada to bea.", "grace")
    assert [event.shopper for event in timeline.for_shopper(order)] == ["Placed"]

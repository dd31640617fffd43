"""An order that is collected: no page and no mail speaks of a parcel."""

import pytest
from django.template import engines
from django.urls import reverse

from orders.models import Mail, Order
from orders.pages import timeline
from orders.services import confirm_order, deliver_order, send_parcel, ship_order
from tests.factories import OrderFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    order = OrderFactory(shipping_method="pickup", full_name="Ada Reed")
    return confirm_order(order_id=order.pk)


def read(order):
    return Order.objects.for_page().get(pk=order.pk)


def test_it_is_ready_to_collect_and_then_collected(order):
    ship_order(order_id=order.pk)
    ready = read(order)
    deliver_order(order_id=order.pk)
    collected = read(order)

    assert (ready.status, ready.status_label) == ("shipped", "ready to collect")
    assert collected.status_label == "collected"
    said = [event.shopper for event in timeline.for_shopper(collected)]
    assert said == [
        "Placed",
        "Confirmed",
        "Part 1 packed for collection",
        "Ready to collect",
        "Part 1 collected",
        "Collected",
    ]


def test_a_part_of_it_is_ready_before_the_rest(order):
    line = order.lines.get()

    send_parcel(order_id=order.pk, quantities={line.pk: 1})

    assert read(order).status_label == "partly ready"
    mail = Mail.objects.get(kind="collection_ready")
    assert "Part of your order is packed and waiting for you." in mail.text
    assert "Part of it is ready to collect. Next: the rest by" in mail.text


def test_the_customer_reads_of_no_parcel(order, client):
    client.force_login(order.customer)

    ship_order(order_id=order.pk)
    page = client.get(order.get_absolute_url()).content.decode()
    deliver_order(order_id=order.pk)
    ready, collected = Mail.objects.filter(kind__contains="collect").order_by("pk")

    assert "Ready to collect" in page
    assert "Your order is ready. Collect it from the shop." in page
    assert ready.subject == f"Your order {order.number} is ready to be collected"
    assert "Your whole order is packed and waiting for you." in ready.text
    assert collected.subject == f"Your order {order.number} is collected"
    assert "Part 1 packed for collection" in page
    for text in (ready.text, collected.text):
        assert "parcel" not in text.lower()


def test_staff_are_asked_what_is_ready_and_for_no_carrier(order, client, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    client.force_login(StaffFactory())
    page = client.get(reverse("admin:orders_order_change", args=[order.pk]))
    form = client.get(reverse("admin:orders_order_parcel", args=[order.pk]))
    answer = client.post(
        reverse("admin:orders_order_parcel", args=[order.pk]),
        {f"line-{order.lines.get().pk}": 2},
        follow=True,
    )

    assert "Ready to be collected" in page.content.decode()
    assert "Carrier" not in form.content.decode()
    assert "Wait until it is collected" in answer.content.decode()
    assert "Mark as collected" in answer.content.decode()
    assert "parcel" not in " ".join(map(str, answer.context["messages"]))

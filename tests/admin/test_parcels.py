"""Sending parcels and leaving notes, in the back office."""

import pytest
from django.urls import reverse

from orders.models import Order, OrderNote, Shipment
from orders.services import confirm_order, send_parcel
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Return a confirmed order of four."""
    order = OrderFactory(lines={ProductFactory(name="Pen").pk: 4})
    return confirm_order(order_id=order.pk)


def page(name, order, **more):
    return reverse(f"admin:orders_order_{name}", args=[order.pk, *more.values()])


def pieces(order, count):
    return {f"line-{order.lines.get().pk}": count}


def shown(client, order):
    return client.get(page("change", order)).content.decode()


def test_a_part_is_sent_then_the_rest(owner, order):
    assert "Pack and ship it" in shown(owner, order)

    sent = {**pieces(order, 3), "carrier": "DHL", "tracking_number": "J1"}
    answer = owner.post(page("parcel", order), sent, follow=True)

    assert f"Parcel 1 of order {order.number} is on its way" in sentences(answer)
    text = answer.content.decode()
    assert "Pack and send the rest" in text
    assert "Still to pack: 1 piece. Delivery:" in text
    assert "3 × Pen" in text
    assert "Cancel order" not in text
    owner.post(page("parcel", order), pieces(order, 1))
    assert Order.objects.get(pk=order.pk).status == "shipped"


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (5, "Only 4 are left to send"),
        ("many", "as a whole number"),
        (0, "Say which pieces are in the parcel"),
    ],
)
def test_what_cannot_be_in_a_parcel_is_a_sentence(owner, order, count, sentence):
    answer = owner.post(page("parcel", order), pieces(order, count))

    assert sentence in answer.content.decode()
    assert not Shipment.objects.exists()


def test_a_tracking_page_is_an_address_of_the_web(owner, order):
    sent = {**pieces(order, 1), "tracking_url": "javascript:alert(1)"}

    owner.post(page("parcel", order), sent)

    assert not Shipment.objects.exists()


def test_an_order_that_is_not_confirmed_has_no_parcel_page(owner):
    order = OrderFactory()

    answer = owner.get(page("parcel", order), follow=True)

    assert "Only confirmed orders can be sent" in sentences(answer)


def test_a_parcel_is_marked_as_delivered_once(owner, order):
    parcel = send_parcel(order_id=order.pk)
    url = page("delivered", order, parcel=parcel.pk)

    first, second = (owner.post(url, follow=True) for _ in range(2))

    assert "Parcel 1 is delivered" in sentences(first)
    assert "has already been delivered" in sentences(second)
    assert Order.objects.get(pk=order.pk).status == "delivered"


def test_a_parcel_of_another_order_is_not_found(owner, order):
    parcel = send_parcel(order_id=order.pk)

    answer = owner.post(page("delivered", OrderFactory(), parcel=parcel.pk))

    assert answer.status_code == 404
    parcel.refresh_from_db()
    assert parcel.delivered_at is None


def test_a_note_stands_in_the_timeline_with_its_writer(owner, order):
    owner.post(page("note", order), {"text": " <b>Ring</b> twice "})

    note = OrderNote.objects.get()
    assert note.text == "<b>Ring</b> twice"
    text = shown(owner, order)
    assert "&lt;b&gt;Ring&lt;/b&gt; twice" in text
    assert f"by {note.actor.username}" in text


def test_an_empty_note_is_a_sentence(owner, order):
    answer = owner.post(page("note", order), {"text": "  "}, follow=True)

    assert "The note is empty" in sentences(answer)
    assert not OrderNote.objects.exists()


def test_customers_see_no_note(client, owner, order):
    owner.post(page("note", order), {"text": "Difficult customer"})
    client.force_login(order.customer)

    text = client.get(order.get_absolute_url()).content.decode()

    assert "Difficult customer" not in text
    assert "Next: we pack your order and send it by" in text


def test_archived_orders_are_found_when_asked_for(owner, order):
    Order.objects.filter(pk=order.pk).update(archived_at=order.placed_at)
    everyday = reverse("admin:orders_order_changelist")

    def numbers(query):
        rows = owner.get(everyday, query).context["cl"].queryset
        return [row.number for row in rows]

    assert numbers({}) == []
    for query in ({"archive": "only"}, {"archive": "with"}, {"q": order.number}):
        assert numbers(query) == [order.number]

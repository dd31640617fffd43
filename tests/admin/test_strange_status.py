"""An order whose status is none that orders have: its pages open, and nothing moves."""

import pytest
from django.urls import reverse

from orders.errors import IllegalStatus
from orders.mails.expectations import next_step
from orders.models import Order
from orders.services import cancel_order, confirm_order
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    placed = OrderFactory()
    Order.objects.filter(pk=placed.pk).update(status="lost")
    return Order.objects.get(pk=placed.pk)


def test_its_pages_open_and_say_so(client, owner, order):
    office = owner.get(reverse("admin:orders_order_change", args=[order.pk]))
    client.force_login(order.customer)
    page = client.get(order.get_absolute_url())

    assert office.context["advice"].title == "Find out what happened to this order"
    assert (office.status_code, page.status_code) == (200, 200)
    assert next_step(order).sentence in page.content.decode()


@pytest.mark.parametrize("step", [confirm_order, cancel_order])
def test_no_step_leads_out_of_it(order, step):
    with pytest.raises(IllegalStatus):
        step(order_id=order.pk)

    order.refresh_from_db()
    assert order.status == "lost"

"""Steps for many orders: what the page offered is done, and nothing drops silently."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import escape

from orders.admin.orders import pages
from orders.models import Order
from orders.services import cancel_order, confirm_order
from tests.admin.conftest import sentences
from tests.factories import OrderFactory
from tests.orders.making import paid_order, pay, refund
from tests.support.pages import hidden_fields

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "admin:orders_order_changelist"


@pytest.fixture
def packer(as_role):
    return as_role("fulfilment")


def choose(client, action, *orders):
    keys = [order.pk for order in orders]
    posted = {"action": action, "_selected_action": keys}
    return client.post(reverse(LIST), posted, follow=True)


def agree(client, page, **fields):
    address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    return client.post(address, {**hidden_fields(page), **fields}, follow=True)


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def test_an_order_that_was_paid_while_the_page_was_open_is_named_and_stays(packer):
    ready = confirm_order(order_id=OrderFactory().pk)
    unpaid = OrderFactory(payment_method="bank_transfer")
    confirm_order(order_id=unpaid.pk)
    page = choose(packer, "ship", ready, unpaid)
    pay(unpaid, 20)

    answer = agree(packer, page)

    assert (status_of(ready), status_of(unpaid)) == ("shipped", "confirmed")
    assert "1 order is on its way." in sentences(answer)
    assert (
        f"Order {unpaid.number} was left out. It has changed since you opened the "
        "page. It is “paid” now. Choose it again to include it."
    ) in sentences(answer)
    agree(packer, choose(packer, "ship", unpaid))
    assert status_of(unpaid) == "shipped"


def test_an_order_whose_money_goes_back_meanwhile_is_named_and_stays(packer):
    order = paid_order()
    page = choose(packer, "ship", order)
    refund(order, extra=Decimal(20))

    answer = agree(packer, page)

    assert status_of(order) == "confirmed"
    assert (
        f"Order {order.number} was left out. It has changed since you opened the "
        "page. It is “to be refunded” now. Choose it again to include it."
    ) in sentences(answer)


def test_an_order_that_another_colleague_cancels_meanwhile_is_named(packer):
    order = OrderFactory()
    page = choose(packer, "confirm", order)
    cancel_order(order_id=order.pk)

    answer = agree(packer, page)

    assert status_of(order) == "cancelled"
    assert (
        f"Order {order.number} was left out. It has changed since you opened the page. "
    ) in sentences(answer)


def test_a_page_without_what_it_offered_changes_nothing(packer):
    order = OrderFactory()
    page = choose(packer, "confirm", order)
    address = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"

    answer = packer.post(address)

    assert "This page is out of date. Load it again." in answer.content.decode()
    assert status_of(order) == "pending"


@pytest.mark.parametrize(("room", "more"), [(2, " and 1 more"), (3, "")])
def test_orders_that_do_not_fit_on_the_page_are_named(packer, monkeypatch, room, more):
    monkeypatch.setattr(pages, "MOST_ORDERS", room)
    monkeypatch.setattr(pages, "MOST_NAMED", 2)
    orders = [OrderFactory() for _ in range(5)]
    newest_first = list(Order.objects.order_by("-placed_at", "-id"))

    page = choose(packer, "confirm", *orders)

    offered = [order.number for order in page.context["possible"]]
    left = [order.number for order in newest_first if order.number not in offered]
    assert len(offered) == room
    assert (
        f"This page can take {room} orders, so these were left out: "
        f"{', '.join(left[:2])}{more}. Choose them again afterwards."
    ) in sentences(page)
    agree(packer, page)
    assert Order.objects.filter(status="confirmed").count() == room


def test_an_address_with_too_many_orders_says_so_too(packer, monkeypatch):
    monkeypatch.setattr(pages, "MOST_ORDERS", 1)
    first, second = OrderFactory(), OrderFactory()
    address = reverse("admin:orders_order_steps", args=["confirm"])

    page = packer.get(address, {"order": [first.number, second.number]})

    assert [order.pk for order in page.context["possible"]] == [first.pk]
    text = f"This page can take 1 orders, so these were left out: {second.number}."
    assert text in sentences(page)


def test_an_unpaid_order_offers_no_refund_but_a_lower_bill(owner):
    order = OrderFactory(payment_method="invoice")
    form = reverse("admin:orders_refund_new") + f"?order={order.number}"

    shown = owner.get(reverse("admin:orders_order_change", args=[order.pk]))
    lowering = owner.get(form).content.decode()
    pay(order, 20)
    paid = owner.get(reverse("admin:orders_order_change", args=[order.pk]))
    refunding = owner.get(form).content.decode()

    assert "Lower the bill" in shown.content.decode()
    assert "Lower the bill" not in paid.content.decode()
    assert f"Lower the bill of order {order.number}" in lowering
    assert "Lower the bill and write the credit note" in lowering
    assert "Refund and write the credit note" not in lowering
    assert f"Refund for order {order.number}" in refunding
    assert "Refund and write the credit note" in refunding


def test_after_a_step_the_list_is_filtered_as_before(packer):
    first, second = OrderFactory(), OrderFactory()
    keys = {"action": "confirm", "_selected_action": [first.pk, second.pk]}
    filtered = reverse(LIST) + "?status__exact=pending&o=-1"
    page = packer.post(filtered, keys, follow=True)
    assert f'href="{escape(filtered)}"' in page.content.decode()

    answer = agree(packer, page)

    assert answer.redirect_chain == [(filtered, 302)]
    assert (status_of(first), status_of(second)) == ("confirmed", "confirmed")


def test_what_somebody_writes_instead_of_the_filters_stays_on_the_list(packer):
    orders = OrderFactory(), OrderFactory()
    query = "&".join(f"order={order.number}" for order in orders)
    address = reverse("admin:orders_order_steps", args=["confirm"])

    page = packer.get(f"{address}?{query}&_changelist_filters=https://example.org/")

    assert f'href="{reverse(LIST)}?https://example.org/"' in page.content.decode()

"""The page that asks whether an order is really to be cancelled."""

import pytest
import time_machine

from orders.models import Order
from orders.services import confirm_order, send_parcel, ship_order
from shop.models import Product
from tests.factories import OrderFactory, ProductFactory, UserFactory
from tests.orders.making import pay

pytestmark = pytest.mark.django_db


def question(client, order):
    """Return the page's sentences, as the order's owner reads them."""
    client.force_login(order.customer)
    response = client.get(f"/orders/{order.number}/cancel/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_order_leads_to_the_question_and_cancels_nothing_itself(client):
    order = OrderFactory()
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert f'href="/orders/{order.number}/cancel/">Cancel this order</a>' in page
    assert 'action="/orders/' not in page


def test_the_question_names_the_pieces_and_both_ways_on(client):
    cup = ProductFactory(name="Cup", stock_quantity=5)
    order = OrderFactory(lines={cup.pk: 2})

    page = question(client, order)

    assert f"<h1>Cancel order {order.number}?</h1>" in page
    assert "2 × Cup" in page
    assert "Nothing from this order will be sent. The pieces go back on sale." in page
    assert f'action="/orders/{order.number}/cancel/"' in page
    assert "Cancel the order</button>" in page
    assert f'href="/orders/{order.number}/">Keep it</a>' in page


def test_asking_changes_nothing(client):
    cup = ProductFactory(stock_quantity=5)
    order = OrderFactory(lines={cup.pk: 2})

    question(client, order)

    assert Order.objects.get().status == "pending"
    assert Product.objects.get().stock_quantity == 3


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("invoice", "You have not paid yet, and no longer need to.</li>"),
        (
            "bank_transfer",
            "If a payment is on its way, we will send the money back.</li>",
        ),
    ],
)
def test_who_has_not_paid_is_told_so(client, method, sentence):
    order = OrderFactory(payment_method=method)

    assert sentence in question(client, order)


@time_machine.travel("2026-11-20 12:00 +0000", tick=False)
def test_who_has_paid_learns_when_the_money_is_back(client):
    order = OrderFactory(payment_method="bank_transfer")
    pay(order, "19.80")

    page = question(client, order)

    assert (
        "You paid £19.80. We will refund it, and it should reach you by Fri 27 Nov "
        "2026."
    ) in page


@pytest.mark.parametrize("is_partly", [True, False])
def test_what_is_on_its_way_is_not_asked_about(client, is_partly):
    order = confirm_order(order_id=OrderFactory().pk)
    if is_partly:
        send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 1})
    else:
        ship_order(order_id=order.pk)
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/cancel/", follow=True)

    assert page.redirect_chain == [(f"/orders/{order.number}/", 302)]
    text = "is already on its way" if is_partly else "cannot become cancelled"
    assert text in page.content.decode()


def test_a_guest_is_asked_once_the_key_has_left_the_address(client):
    order = OrderFactory(customer=None, email="g@shop.example")
    page = f"/orders/{order.number}/cancel/"

    answer = client.get(f"{page}?key={order.guest_key}")

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Cancel the order</button>" in client.get(page).content.decode()


def test_a_stranger_is_not_asked(client):
    order = OrderFactory()
    client.force_login(UserFactory())

    assert client.get(f"/orders/{order.number}/cancel/").status_code == 404

"""Who sees an order, and who may cancel it."""

import pytest

from orders.errors import OwnerChanged
from orders.mails.links import order_path
from orders.models import Order
from orders.services import (
    cancel_order,
    confirm_order,
    send_parcel,
    ship_order,
    transfer_order,
)
from shop.models import Product
from tests.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_owner_sees_the_order(client):
    order = OrderFactory()
    client.force_login(order.customer)

    response = client.get(f"/orders/{order.number}/")

    assert response.status_code == 200
    assert order.number in response.content.decode()


def test_another_customer_does_not(client):
    order = OrderFactory()
    client.force_login(UserFactory())

    assert client.get(f"/orders/{order.number}/").status_code == 404


def test_a_guest_needs_the_key_they_were_given(client):
    order = OrderFactory(customer=None, email="g@shop.example")
    page = f"/orders/{order.number}/"

    for key in ("", "?key=", "?key=wrong", "?key=ключ", f"?key={order.guest_key}x"):
        assert client.get(page + key).status_code == 404
    assert client.get(order_path(order), follow=True).status_code == 200


def test_the_key_of_one_order_opens_no_other(client):
    mine, other = (OrderFactory(customer=None, email="g@s.example") for _ in "12")

    response = client.get(f"/orders/{other.number}/?key={mine.guest_key}")

    assert response.status_code == 404


def test_no_key_opens_a_customers_order(client):
    order = OrderFactory(customer=None, email="g@s.example")
    key = order.guest_key
    transfer_order(order_id=order.pk, new_customer=UserFactory())

    assert client.get(f"/orders/{order.number}/?key={key}").status_code == 404
    assert client.post(f"/orders/{order.number}/cancel/?key={key}").status_code == 404


def test_staff_see_it_only_with_the_right(client):
    order = OrderFactory()

    client.force_login(StaffFactory())
    assert client.get(f"/orders/{order.number}/").status_code == 200
    client.force_login(StaffFactory(is_superuser=False))
    assert client.get(f"/orders/{order.number}/").status_code == 404


def test_the_owner_cancels_and_the_stock_is_back(client):
    order = OrderFactory()
    client.force_login(order.customer)

    response = client.post(f"/orders/{order.number}/cancel/")

    assert (response.status_code, response["Location"]) == (
        302,
        f"/orders/{order.number}/",
    )
    assert Order.objects.get().status == "cancelled"
    assert Product.objects.get().stock_quantity == 10


def test_a_guest_cancels_with_the_key_and_stays_on_their_page(client):
    order = OrderFactory(customer=None, email="g@shop.example")
    page = f"/orders/{order.number}/"

    response = client.post(f"{page}cancel/?key={order.guest_key}")

    assert (response.status_code, response["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    assert Order.objects.get().status == "cancelled"


def test_an_order_that_was_moved_meanwhile_is_not_cancelled_by_its_old_owner():
    order, pen = OrderFactory(), Product.objects.get()
    old_owner, stock = order.customer_id, pen.stock_quantity
    transfer_order(order_id=order.pk, new_customer=UserFactory())

    with pytest.raises(OwnerChanged, match="moved to another customer in the meantime"):
        cancel_order(order_id=order.pk, shown_customer=old_owner)

    order.refresh_from_db()
    pen.refresh_from_db()
    assert (order.status, pen.stock_quantity) == ("pending", stock)


def test_a_shipped_order_is_not_cancelled(client):
    order = OrderFactory()
    confirm_order(order_id=order.pk)
    ship_order(order_id=order.pk)
    client.force_login(order.customer)

    response = client.post(f"/orders/{order.number}/cancel/")

    assert response.status_code == 409
    assert "is shipped, so it cannot become cancelled" in response.content.decode()
    assert Order.objects.get().status == "shipped"
    assert Product.objects.get().stock_quantity == 8


def test_an_order_that_is_partly_on_its_way_is_not_cancelled(client):
    order = OrderFactory()
    confirm_order(order_id=order.pk)
    send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 1})
    client.force_login(order.customer)

    response = client.post(f"/orders/{order.number}/cancel/")

    page = response.content.decode()
    assert response.status_code == 409
    assert f"Part of order {order.number} is already on its way" in page
    assert "Cancel this order" not in page
    assert "Parcel 1" in page
    assert (Order.objects.get().status, Product.objects.get().stock_quantity) == (
        "confirmed",
        8,
    )


def test_a_parcel_is_followed_from_the_page(client):
    order = OrderFactory()
    confirm_order(order_id=order.pk)
    url = "https://track.example/1"
    send_parcel(order_id=order.pk, tracking_number="A1", tracking_url=url)
    client.force_login(order.customer)

    page = client.get(f"/orders/{order.number}/").content.decode()

    assert f'href="{url}"' in page
    assert "A1" in page
    assert "Next: it should reach you by" in page


@pytest.mark.parametrize("key", ["", "?key=wrong"])
def test_a_stranger_cancels_nothing(client, key):
    order = OrderFactory()
    client.force_login(UserFactory())

    assert client.post(f"/orders/{order.number}/cancel/{key}").status_code == 404
    assert Order.objects.get().status == "pending"


def test_the_history_lists_the_customers_own_orders(client):
    mine, other = OrderFactory(), OrderFactory()
    client.force_login(mine.customer)

    page = client.get("/account/orders/").content.decode()

    assert mine.number in page
    assert other.number not in page


def test_the_history_asks_guests_to_sign_in(client, db):
    response = client.get("/account/orders/")

    assert response["Location"] == "/account/login/?next=/account/orders/"


@pytest.mark.parametrize("page", ["2", "0", "x", "1" + "0" * 30])
def test_a_page_of_the_history_that_is_none_is_not_found(client, page):
    client.force_login(UserFactory())

    assert client.get(f"/account/orders/?page={page}").status_code == 404

"""From every page of a purchase a way leads on."""

import pytest

from orders.models import BasketLine, Return
from shop.models import Product
from tests.factories import OrderFactory, ProductFactory, StaffFactory
from tests.orders.making import delivered_order

pytestmark = pytest.mark.django_db
BACK = '<p class="back"> <a href="/account/orders/">Your orders</a> </p>'


def text_of(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def shown(client, order):
    return text_of(client.get(f"/orders/{order.number}/"))


@pytest.fixture
def order(client):
    cup = ProductFactory(name="Cup", slug="cup", stock_quantity=9)
    order = OrderFactory(lines={cup.pk: 2})
    client.force_login(order.customer)
    return order


def test_a_line_of_an_order_leads_to_its_product(client, order):
    assert '<a href="/p/cup/">Cup</a>' in shown(client, order)


def test_a_line_whose_product_is_not_on_sale_leads_nowhere(client, order):
    Product.objects.update(status="archived")

    page = shown(client, order)

    assert "Cup" in page
    assert "/p/cup/" not in page


def test_the_owner_finds_the_way_back_to_all_orders(client, order):
    assert BACK in shown(client, order)


def test_others_who_may_see_the_order_are_not_led_to_orders_of_their_own(client, order):
    client.force_login(StaffFactory())

    assert BACK not in shown(client, order)


def test_what_was_added_leads_to_basket_and_checkout(shopper, mug):
    fields = {"product": "mug", "quantity": 1}
    page = text_of(shopper.client.post("/basket/add/", fields, HTTP_HX_REQUEST="true"))

    assert '<a href="/basket/">See the basket</a>' in page
    assert '<a href="/checkout/">Go to checkout</a>' in page


def test_the_basket_itself_does_not_lead_to_the_basket(shopper, mug):
    shopper.add(mug)

    page = text_of(shopper.client.get("/basket/"))

    assert "“Mug” is in your basket." in page
    assert "See the basket" not in page


@pytest.mark.parametrize("typed", ["-1", "x", "", "10001"])
def test_a_wrong_quantity_is_said_at_its_line_and_changes_nothing(shopper, mug, typed):
    shopper.add(mug, 3)
    shopper.add(ProductFactory(slug="jug", stock_quantity=5), 2)

    fields = {"product": "mug", "quantity": typed}
    page = text_of(shopper.client.post("/basket/update/", fields), 422)

    assert page.count('aria-invalid="true"') == 1
    assert f'name="quantity" value="{typed}" aria-invalid="true"' in page
    assert page.count('id="quantity-mug-error" role="alert">') == 1
    assert [*BasketLine.objects.values_list("quantity", flat=True)] == [3, 2]


def asked_for(client, pieces):
    """Return a delivered order of that many cups, and its form to send some back."""
    cup = ProductFactory(name="Cup", stock_quantity=9)
    order = delivered_order(lines={cup.pk: pieces})
    client.force_login(order.customer)
    return order, text_of(client.get(f"/orders/{order.number}/return/"))


def test_the_one_piece_that_can_come_back_is_ticked_already(client):
    order, page = asked_for(client, 1)

    name = f"line-{order.lines.get().pk}"
    tick = f'<input type="checkbox" name="{name}" value="1" id="id_{name}" checked>'
    assert tick in page


def test_of_several_pieces_the_number_is_asked(client):
    order, page = asked_for(client, 2)

    assert f'<input type="number" name="line-{order.lines.get().pk}" value="0"' in page
    assert 'type="checkbox"' not in page


@pytest.mark.parametrize(("posted", "asked"), [("1", 1), ("0", 0), (None, 0)])
def test_a_tick_asks_for_one_piece_and_none_for_nothing(client, posted, asked):
    order, _page = asked_for(client, 1)
    fields = {"key": "once", "reason": "unwanted"}
    if posted is not None:
        fields[f"line-{order.lines.get().pk}"] = posted

    answer = client.post(f"/orders/{order.number}/return/", fields)

    assert answer.status_code == (302 if asked else 422)
    assert Return.objects.filter(lines__quantity=1).count() == asked

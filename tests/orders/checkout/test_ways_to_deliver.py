"""Ways to deliver: what staff set up is what is offered, promised and charged."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.errors import InvalidOrder
from orders.models import Order, ShippingMethod
from orders.models.delivery import (
    MOST_OFFERED,
    known_deliveries,
    make_usual_methods,
    new_code,
    read_deliveries,
)
from orders.services import place_order
from shop.models import Product, StockMovement
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    return ProductFactory(name="Mug", price=Decimal("12.50"), stock_quantity=10)


def change(code: str, **columns: object) -> None:
    """Save an edit as the back office does."""
    row = ShippingMethod.all_objects.get(code=code)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save_version(fields=set(columns))


def sent_by(code: str, product: Product, key: str = "k", **more: object) -> Order:
    return place_order(
        customer=UserFactory(),
        lines={product.pk: 1},
        idempotency_key=key,
        shipping_method=code,
        **more,
    )


def test_a_new_shop_has_the_usual_ways_to_deliver():
    assert [
        (code, way.label, way.price, way.free_from, way.days, way.needs_address)
        for code, way in read_deliveries().items()
    ] == [
        ("standard", "Standard delivery", Decimal("3.95"), Decimal("50.00"), 5, True),
        ("express", "Express delivery", Decimal("7.95"), None, 1, True),
        ("pickup", "Collect from the shop", Decimal("0.00"), None, 0, False),
    ]


def test_what_staff_deleted_does_not_come_back_with_the_next_migrate():
    ShippingMethod.objects.get(code="express").soft_delete()
    change("standard", price=Decimal("4.50"))

    make_usual_methods()
    call_command("migrate", stdout=StringIO())

    assert list(read_deliveries()) == ["standard", "pickup"]
    assert read_deliveries()["standard"].price == Decimal("4.50")


def test_the_price_of_delivery_is_the_one_that_staff_entered(mug):
    change("standard", price=Decimal("4.50"), free_from=Decimal("13.00"))

    assert sent_by("standard", mug).shipping_total == Decimal("4.50")

    change("standard", free_from=Decimal("12.50"))
    free = sent_by("standard", mug, "k2")
    assert (free.shipping_total, free.total) == (Decimal("0.00"), Decimal("12.50"))


def test_a_way_that_is_no_longer_offered_is_refused_and_takes_nothing(mug):
    ShippingMethod.objects.get(code="express").soft_delete()
    movements = StockMovement.objects.count()

    with pytest.raises(InvalidOrder, match=r"Choose a delivery method\."):
        sent_by("express", mug)

    mug.refresh_from_db()
    assert (mug.stock_quantity, StockMovement.objects.count()) == (10, movements)
    assert not Order.objects.exists()


def test_a_price_that_changed_since_the_page_was_seen_is_told_first(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in()
    change("standard", price=Decimal("4.95"))

    refused = shopper.send(form)

    assert refused.status_code == 409
    text = refused.content.decode()
    assert "Your basket or a price has changed since you saw this page." in text
    assert "£17.45" in text  # 12.50 and 4.95
    assert not Order.objects.exists()
    assert shopper.send(shopper.fill_in()).status_code == 302
    assert Order.objects.get().total == Decimal("17.45")


def test_a_way_deleted_since_the_page_was_seen_is_asked_for_again(shopper, mug):
    shopper.add(mug)
    form = shopper.fill_in(shipping_method="express")
    ShippingMethod.objects.get(code="express").soft_delete()

    refused = shopper.send(form)

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Choose a delivery method." in text
    assert "Express delivery" not in text
    assert 'value="1 Long Lane"' in text
    assert not Order.objects.exists()


def test_a_collection_of_the_shops_own_asks_for_no_address(shopper, mug):
    code = new_code("From the barn", is_collection=True)
    ShippingMethod.objects.create(
        code=code, label="From the barn", promise="Today", days=0, price=0
    )
    shopper.add(mug)
    nowhere = {"line1": "", "city": "", "postcode": ""}

    response = shopper.send(shopper.fill_in(shipping_method=code, **nowhere))

    assert response.status_code == 302
    order = Order.objects.get()
    assert (code, order.shipping_method) == ("pickup-from-the-barn", code)
    assert order.is_collected


@pytest.mark.parametrize(
    ("label", "is_collection", "code"),
    [
        ("By bicycle", False, "by-bicycle"),
        ("Express", False, "express-2"),
        ("Pickup truck", False, "delivery-pickup-truck"),
        ("自転車", False, "delivery"),
        ("Shop", True, "pickup-shop"),
        ("A very long name of a way to deliver", False, "a-very-long-name-of-a-way"),
    ],
)
def test_a_new_way_gets_a_code_that_no_other_has(label, is_collection, code):
    assert new_code(label, is_collection=is_collection) == code


def test_orders_keep_the_name_of_a_way_that_was_deleted(client, mug):
    order = sent_by("express", mug)
    ShippingMethod.objects.get(code="express").soft_delete()
    client.force_login(order.customer)

    assert "Express delivery" in client.get(f"/orders/{order.number}/").content.decode()


def test_the_footer_and_the_product_page_tell_what_is_offered_now(client, mug):
    change(
        "standard", promise="In Norwich today", price=Decimal("2.50"), free_from=None
    )
    ShippingMethod.objects.get(code="express").soft_delete()

    text = " ".join(client.get(f"/p/{mug.slug}/").content.decode().split())

    assert "Standard delivery: In Norwich today, £2.50." in text
    assert "Express delivery" not in text


def test_this_process_tells_of_a_change_at_once(monkeypatch):
    from orders.models.delivery import kept_deliveries

    monkeypatch.setattr(kept_deliveries, "seconds", 600)
    kept_deliveries.forget()
    assert known_deliveries()["express"].is_offered
    with CaptureQueriesContext(
        connection,
    ) as queries:
        known_deliveries()
    assert len(queries) == 0

    ShippingMethod.objects.get(code="express").soft_delete()

    assert not known_deliveries()["express"].is_offered
    kept_deliveries.forget()


def test_one_more_than_the_checkout_can_show_is_refused():
    for number in range(MOST_OFFERED - 3):
        ShippingMethod.objects.create(
            code=f"way-{number}", label="Way", promise="Soon", days=1, price=1
        )

    with pytest.raises(ValidationError, match="12 ways to deliver at most"):
        ShippingMethod(code="more").refuse_too_many()

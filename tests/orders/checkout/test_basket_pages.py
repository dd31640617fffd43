"""The basket, without JavaScript."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import Basket, BasketLine
from shop.models import Product
from tests.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_adding_leads_to_the_basket_which_shows_it(shopper, mug):
    response = shopper.add(mug, 2)

    assert (response.status_code, response["Location"]) == (302, "/basket/")
    page = shopper.client.get("/basket/").content.decode()
    assert "“Mug” is in your basket." in page
    assert "£36.00" in page


def test_adding_twice_adds_up(shopper, mug):
    shopper.add(mug, 2)
    shopper.add(mug, 3)

    assert BasketLine.objects.get().quantity == 5


def test_adding_more_than_there_is_takes_what_is_there_and_says_so(shopper, mug):
    shopper.add(mug, 99)

    assert BasketLine.objects.get().quantity == 10
    page = shopper.client.get("/basket/").content.decode()
    assert "Only 10 of “Mug” are left. We set the quantity to 10." in page


@pytest.mark.parametrize(
    ("expected_back", "promise"),
    [(None, ""), (date(2126, 12, 12), "Expected around 12 Dec 2126. ")],
)
def test_what_is_sold_out_is_not_added(shopper, expected_back, promise):
    shopper.add(
        ProductFactory(name="Jug", stock_quantity=0, expected_back=expected_back)
    )

    assert not BasketLine.objects.exists()
    page = shopper.client.get("/basket/").content.decode()
    assert f"“Jug” is out of stock (you wanted 1). {promise}Nothing was added." in page


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1.5", "", "1_0", "１", "+1", "x", "10001", "9" * 5000]
)
def test_a_quantity_that_is_none_is_refused(shopper, mug, quantity):
    response = shopper.add(mug, quantity)

    assert response.status_code == 422
    assert not BasketLine.objects.exists()


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_not_published_cannot_be_added(shopper, status):
    response = shopper.add(ProductFactory(status=status))

    assert response.status_code == 404
    assert not Basket.objects.exists()


def test_a_product_nobody_knows_is_not_found(client, db):
    fields = {"product": "nothing", "quantity": 1}

    assert client.post("/basket/add/", fields).status_code == 404


def test_updating_sets_the_quantity(shopper, mug):
    shopper.add(mug, 2)

    response = shopper.client.post("/basket/update/", {"product": "mug", "quantity": 4})

    assert (response.status_code, response["Location"]) == (302, "/basket/")
    assert BasketLine.objects.get().quantity == 4


def test_updating_to_nothing_takes_the_line_out(shopper, mug):
    shopper.add(mug, 2)

    shopper.client.post("/basket/update/", {"product": "mug", "quantity": 0})

    assert not BasketLine.objects.exists()
    assert "Your basket is empty" in shopper.client.get("/basket/").content.decode()


def test_a_changed_price_is_announced_once(shopper, mug):
    shopper.add(mug)
    Product.objects.update(price=Decimal("19.00"))

    first = shopper.client.get("/basket/").content.decode()
    second = shopper.client.get("/basket/").content.decode()

    assert "“Mug” now costs £19.00 instead of £18.00." in first
    assert "instead of" not in second
    assert BasketLine.objects.get().shown_unit_price == Decimal("19.00")


def test_a_smaller_stock_lowers_the_quantity_and_is_announced(shopper, mug):
    shopper.add(mug, 5)
    Product.objects.update(stock_quantity=2)

    page = shopper.client.get("/basket/").content.decode()

    assert "Only 2 of “Mug” are left. We set the quantity to 2." in page
    assert BasketLine.objects.get().quantity == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stock_quantity": 0}, "“Mug” is sold out. We removed it from your basket."),
        (
            {"stock_quantity": 0, "expected_back": date(2126, 12, 12)},
            (
                "“Mug” is sold out. We removed it from your basket. Back around 12 Dec "
                "2126."
            ),
        ),
        (
            {"status": "draft"},
            "“Mug” is not on sale at the moment. We removed it from your basket.",
        ),
    ],
)
def test_what_cannot_be_bought_any_more_leaves_the_basket(
    shopper, mug, change, sentence
):
    shopper.add(mug)
    Product.objects.update(**change)

    assert sentence in shopper.client.get("/basket/").content.decode()
    assert not BasketLine.objects.exists()


def test_a_guests_basket_comes_along_when_he_signs_in(shopper, mug):
    customer = UserFactory()
    shopper.add(mug, 2)

    shopper.client.force_login(customer)

    line = BasketLine.objects.get(basket__customer=customer)
    assert (line.product, line.quantity) == (mug, 2)
    assert Basket.objects.count() == 1


def test_two_baskets_are_added_up_at_login_with_a_notice(shopper, mug):
    customer = UserFactory(email="a@shop.example")
    shopper.client.force_login(customer)
    shopper.add(mug, 2)
    shopper.client.post("/account/logout/")
    shopper.add(mug, 3)

    fields = {"login": customer.username, "password": "open sesame"}
    page = shopper.client.post("/account/login/", fields, follow=True)

    assert BasketLine.objects.get(basket__customer=customer).quantity == 5
    assert "also contains what you had in it before" in page.content.decode()


def test_nobody_sees_the_basket_of_another(shopper, mug, client):
    shopper.add(mug)
    client.logout()

    assert "Your basket is empty" in client.get("/basket/").content.decode()


def test_the_header_counts_the_pieces(shopper, mug):
    shopper.add(mug, 3)

    assert '<span class="basket-count">3' in shopper.client.get("/").content.decode()


def test_htmx_is_told_what_is_wrong_with_a_quantity(shopper, mug):
    shopper.add(mug)
    fields = {"product": "mug", "quantity": "x"}

    response = shopper.client.post("/basket/update/", fields, HTTP_HX_REQUEST="true")

    assert response.status_code == 422
    assert b"<html" not in response.content
    assert "Enter the quantity as a whole number." in response.content.decode()


@pytest.mark.parametrize("typed", ["10001", "2147483648", "9" * 30])
def test_a_quantity_that_is_too_large_is_told_the_largest(shopper, mug, typed):
    shopper.add(mug)
    fields = {"product": "mug", "quantity": typed}

    response = shopper.client.post("/basket/update/", fields, HTTP_HX_REQUEST="true")

    assert "We cannot sell more than 10000 at once." in response.content.decode()
    assert BasketLine.objects.get().quantity == 1


@pytest.mark.parametrize("typed", ["-1", "−1", "-0"])
def test_a_quantity_below_nothing_is_told_from_one_that_is_no_number(
    shopper, mug, typed
):
    shopper.add(mug)
    fields = {"product": "mug", "quantity": typed}

    added = shopper.client.post("/basket/add/", fields).content.decode()
    changed = shopper.client.post("/basket/update/", fields).content.decode()

    assert "Enter a quantity of 1 or more." in added
    assert "Enter 1 or more, or 0 to remove it from the basket." in changed
    assert BasketLine.objects.get().quantity == 1


def test_htmx_gets_the_changed_parts_only(shopper, mug):
    fields = {"product": "mug", "quantity": 1}

    response = shopper.client.post("/basket/add/", fields, HTTP_HX_REQUEST="true")

    assert response.status_code == 200
    assert b"<html" not in response.content
    assert b'id="basket-link" hx-swap-oob="true"' in response.content

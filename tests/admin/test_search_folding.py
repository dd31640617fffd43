"""The lists of the back office find however accents and capitals are written."""

from datetime import date
from decimal import Decimal

import pytest
from taggit.models import Tag

from orders.admin.money.forms import AssignForm
from orders.models import BankLine, BankStatement, Order
from shop.models import Category
from tests.factories import (
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    """Return the function that searches a list and tells what it shows."""
    client.force_login(StaffFactory(username="boss"))

    def find(path, words):
        answer = client.get(f"/admin/{path}/", {"q": words})
        assert answer.status_code == 200
        return [str(row) for row in answer.context["cl"].result_list]

    return find


@pytest.mark.parametrize("words", ["etagere", "ÉTAGÈRE", "étag", "ET-1", "et-1"])
def test_products(found, words):
    ProductFactory(name="Étagère murale", sku="ET-1")
    ProductFactory(name="Lamp")

    assert found("shop/product", words) == ["Étagère murale"]


@pytest.mark.parametrize("words", ["ÉTÉ", "ete", "été"])
def test_categories_and_tags(found, words):
    CategoryFactory(name="L’été")
    CategoryFactory(name="Winter")
    Tag.objects.create(name="Été", slug="ete")

    assert found("shop/category", words) == ["L’été"]
    assert found("taggit/tag", words) == ["Été"]


@pytest.mark.parametrize("words", ["muller", "MÜLLER", "jurgen muller", "ülle"])
def test_customers(found, words):
    UserFactory(username="jm", first_name="Jürgen", last_name="Müller")
    UserFactory(username="ada", last_name="Reed")

    assert found("accounts/user", words) == ["jm"]


@pytest.mark.parametrize("words", ["francois", "FRANÇOIS", "façade", "facade"])
def test_bank_lines(found, words):
    statement = BankStatement.objects.create(name="a.csv")
    common = {"statement": statement, "booked_on": date(2026, 1, 2), "currency": "GBP"}
    for position, (payer, text) in enumerate([("François", "Façade"), ("Ada", "Rent")]):
        BankLine.objects.create(
            **common,
            position=position,
            amount=Decimal(5),
            payer=payer,
            text=text,
            fingerprint=f"{position}",
        )

    rows = BankLine.objects.found_by(words)
    assert [row.payer for row in rows] == ["François"]
    assert len(found("orders/bankline", words)) == 1


def numbered(number):
    """Return an order of another system, which kept its number."""
    order = OrderFactory()
    Order.objects.filter(pk=order.pk).update(number=number)
    return order


def test_orders_by_their_number(found):
    for number in ("x5001case", "X5002CASE", "X5003Case"):
        numbered(number)

    assert found("orders/order", "X5001CASE") == ["x5001case"]
    assert found("orders/order", "x5002case") == ["X5002CASE"]
    assert found("orders/order", "x5003case") == ["X5003Case"]
    assert len(found("orders/order", "x500")) == 3


@pytest.mark.parametrize("typed", ["x5001case", "X5001CASE", " X5001case "])
def test_a_payment_is_assigned_by_either_spelling(typed):
    order = numbered("x5001case")

    form = AssignForm({"order": typed})

    assert form.is_valid()
    assert form.cleaned_data["order"] == order


@pytest.mark.postgresql  # on MariaDB they are one number
@pytest.mark.sqlite
def test_of_two_numbers_that_differ_by_capitals_the_very_one_is_meant():
    small, large = numbered("x5001"), numbered("X5001")

    assert Order.objects.numbered("x5001") == small
    assert Order.objects.numbered("X5001") == large


def test_staff_cannot_name_a_category_by_nothing(client):
    client.force_login(StaffFactory())
    fields = {"name": "\u200b\u2060", "slug": "lamps", "position": 0, "description": ""}

    response = client.post("/admin/shop/category/add/", fields)

    assert response.status_code == 200
    assert not Category.objects.exists()

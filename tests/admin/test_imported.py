"""Imported customers and orders in the back office."""

import pytest
from django.urls import reverse

from accounts.models import User
from orders.admin.money.forms import AssignForm
from orders.importing import import_orders
from orders.models import Order
from orders.reports import rows_of
from tests.commands.calling import call
from tests.factories import OrderFactory, UserFactory
from tests.support.orders_files import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    def run(*rows):
        import_orders(path=write(tmp_path / "orders.csv", *rows), currency="GBP")

    return run


def test_reports_show_the_number_and_lead_to_the_right_customer(run, owner):
    run(row("1001", customer="99852"))
    stranger = UserFactory(username="99852")
    OrderFactory(customer=stranger)
    Order.objects.update(status="delivered")

    rows = {row["orders"]: row for row in rows_of("top_customers", by="orders")}

    assert rows[1]["customer"] == "99852"
    json, _code = call("report", "top_customers")
    assert [row["customer"] for row in json["data"]["rows"]] == ["99852", "99852"]
    page = owner.get(reverse("admin_report", args=["top_customers"]))
    text = page.content.decode()
    assert "customer=online-retail%3A99852" in text
    assert 'customer=99852"' in text


def test_the_list_of_customers_finds_the_number(run, owner):
    run(row("1001", customer="99852"))

    for words in ("99852", "998", "Online-Retail:99852"):
        page = owner.get(reverse("admin:accounts_user_changelist"), {"q": words})
        assert "online-retail:99852" in page.content.decode(), words


def test_the_page_of_an_imported_customer_can_be_saved(run, owner):
    run(row("1001", customer="99852"))
    user = User.objects.get(source_key="online-retail:99852")
    url = reverse("admin:accounts_user_change", args=[user.pk])
    page = owner.get(url)
    forged = {"username": "99852", "source_key": "online-retail:1"}

    owner.post(
        url,
        {
            "first_name": "Ann",
            "is_active": "on",
            "seen_version": user.version,
            **forged,
        },
    )

    user.refresh_from_db()
    assert "customer number" in page.content.decode().lower()
    assert (user.first_name, user.version) == ("Ann", 2)
    assert user.username == user.source_key == "online-retail:99852"


def test_an_order_moves_to_an_imported_customer_by_the_number(run, owner):
    run(row("1001", customer="99852"))
    order = OrderFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"

    owner.post(url, {"customer": "99852"})

    order.refresh_from_db()
    assert order.customer.source_key == "online-retail:99852"


def test_a_number_that_is_somebodys_user_name_too_is_asked_for(run, owner):
    run(row("1001", customer="99852"))
    UserFactory(username="99852")
    order = OrderFactory()
    url = f"{reverse('admin:orders_order_transfer')}?order={order.number}"

    text = owner.post(url, {"customer": "99852"}).content.decode()

    assert "For an imported customer enter online-retail:99852" in text
    owner.post(url, {"customer": "online-retail:99852"})
    order.refresh_from_db()
    assert order.customer.source_number == "99852"


@pytest.mark.parametrize("text", ["x5001case", "X5001CASE", "X5001case"])
def test_the_list_finds_the_order_however_the_number_is_written(run, owner, text):
    run(row("x5001case"))

    page = owner.get(reverse("admin:orders_order_changelist"), {"q": text})

    assert [found.number for found in page.context["cl"].result_list] == ["X5001CASE"]


@pytest.mark.parametrize("text", ["x5001case", " X5001CASE "])
def test_a_payment_is_assigned_to_it_however_the_number_is_written(run, text):
    run(row("x5001case"))

    form = AssignForm({"order": text})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["order"].number == "X5001CASE"

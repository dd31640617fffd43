"""Making a shop at size: consistent, the same each time, and only where it may."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.demo.people import create_staff
from accounts.models import User
from database.consistency.generic import run_checks
from orders.demo.at_size.filling import fill
from orders.demo.at_size.scale import Scale
from orders.models import Mail, Order, Refund, Return
from orders.status import Status
from shop.demo.catalogue import PRODUCTS
from shop.models import Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def made(**options):
    call_command("seed_demo", quiet=True, **options)


def filled():
    until = timezone.localtime()
    staff = create_staff(password="x", until=until)
    fill(Scale.of(30, None, None), staff=staff, until=until, password="x")


def figures():
    """Return what has to be the same however often the shop is made."""
    orders = Order.objects.order_by("number")
    return (
        [*orders.values_list("number", "full_name", "email", "total")],
        [*User.objects.order_by("username").values_list("username", "email")],
        [*Product.objects.order_by("sku").values_list("sku", "name", "price")],
    )


def counted():
    """Return how many orders, customers and products there are."""
    customers = User.objects.customers().count()
    return Order.objects.count(), customers, Product.objects.count()


def test_a_shop_at_size_is_consistent():
    made(scale=200)

    assert not run_checks(tags=["orders", "shop", "accounts"]).findings
    # One customer for five orders, one product for fifty.
    assert counted() == (200, 40, 4)
    assert not Order.objects.filter(placed_at__gt=timezone.now()).exists()
    assert Mail.objects.filter(kind="order_placed", status="sent").count() == 200
    assert connection.introspection.get_constraints(
        connection.cursor(), Order._meta.db_table
    )["orders_order_email"]["index"]


@pytest.mark.thorough
def test_a_larger_one_has_returns_and_refunds_of_each_kind():
    made(scale=3000)

    assert not run_checks(tags=["orders", "shop", "accounts"]).findings
    received = Return.objects.filter(status=Return.Status.RECEIVED)
    assert received.filter(order__status=Status.RETURNED).count() > 30
    assert received.filter(order__status=Status.DELIVERED).count() > 10
    refunds = Refund.objects.filter(order__status=Status.DELIVERED)
    assert 0 < refunds.of_money().count() <= refunds.count()
    assert Refund.objects.filter(method=Refund.Method.CREDIT).exists()


def test_the_same_size_is_the_same_shop_again():
    with transaction.atomic():
        filled()
        first = figures()
        transaction.set_rollback(True)

    filled()

    assert figures() == first
    assert [len(rows) for rows in first] == [30, 6 + 6, 1]


def test_customers_and_products_are_as_many_as_asked_for():
    made(scale=20, customers=7, products=5)

    assert counted() == (20, 7, 5)
    assert User.objects.get(username="customer").check_password("marram-and-moss")
    assert User.objects.staff().count() == 6


def test_programs_are_told_how_much_was_made(capsys):
    call_command("seed_demo", "--json", "--quiet", scale=10)

    data = json.loads(capsys.readouterr().out)["data"]
    assert (data["orders"], data["customers"], data["products"]) == (10, 2, 1)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"scale": 0}, "between 1 and 1,000,000 orders"),
        ({"scale": -5}, "between 1 and 1,000,000 orders"),
        ({"scale": 1_000_001}, "between 1 and 1,000,000 orders"),
        ({"scale": 10, "customers": 11}, "--customers has to be between 1 and"),
        ({"scale": 10, "customers": 0}, "--customers has to be between 1 and"),
        ({"scale": 10, "products": 11}, "--products has to be between 1 and"),
        ({"customers": 10}, "go with --scale"),
        ({"products": 10}, "go with --scale"),
    ],
)
def test_a_size_that_makes_no_sense_is_refused(options, sentence):
    with pytest.raises(CommandError, match=sentence) as caught:
        made(**options)

    assert (caught.value.returncode, counted()) == (2, (0, 0, 0))


def test_a_real_shop_gets_no_orders():
    ProductFactory()

    with pytest.raises(CommandError, match="another shop") as caught:
        made(scale=10)

    assert (caught.value.returncode, counted()) == (6, (0, 0, 1))


def test_a_demo_with_products_of_somebody_else_gets_no_orders():
    ProductFactory(sku=PRODUCTS[0].sku)
    ProductFactory(sku="OWN-1")

    with pytest.raises(CommandError, match="another shop") as caught:
        made(scale=10)

    assert (caught.value.returncode, counted()) == (6, (0, 0, 2))


def test_a_demo_whose_staff_were_renamed_or_removed_gets_no_orders():
    ProductFactory(sku=PRODUCTS[0].sku)
    create_staff(password="", until=timezone.now())
    User.objects.filter(username="support").update(username="ann")
    User.objects.get(username="ops").soft_delete()
    before = counted()

    with pytest.raises(CommandError, match="removed: ops, support") as caught:
        made(scale=10)

    assert (caught.value.returncode, counted()) == (6, before)


def test_a_shop_that_others_reach_gets_no_orders(settings):
    settings.IS_LOCAL = False

    with pytest.raises(CommandError, match="not on this machine") as caught:
        made(scale=10)

    assert (caught.value.returncode, counted()) == (6, (0, 0, 0))


def test_a_second_time_is_refused():
    made(scale=10)

    with pytest.raises(CommandError, match="already has orders at size") as caught:
        made(scale=20)

    assert (caught.value.returncode, counted()) == (6, (10, 2, 1))


def test_the_demo_is_there_once_there_are_orders_at_size(capsys):
    made(scale=10)

    call_command("seed_demo")

    assert "already there" in capsys.readouterr().out
    assert counted() == (10, 2, 1)

"""Making the demo shop: once, in an empty shop of this machine."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from accounts.demo.people import SHOPPER_NAME, create_staff, invent_people
from accounts.models import User
from database.consistency.generic import run_checks
from orders.demo.book import Book
from orders.demo.doers import Doers
from orders.demo.history import Sale
from orders.demo.seeding import begin_returns
from orders.models import Order, TakenOff
from orders.status import Status
from shop.demo.catalogue import PRODUCTS
from shop.demo.stocking import create_catalogue
from shop.models import Category, Picture, Product
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.thorough
def test_the_demo_is_a_shop_with_a_year_of_orders(capsys, settings, tmp_path):
    settings.DEMO_FOLDER = tmp_path

    call_command("seed_demo")

    assert Category.objects.count() >= 12
    assert Product.objects.visible().count() >= 80
    assert not Product.objects.visible().filter(pictures=None).exists()
    # One has four pictures, another two.
    assert Picture.objects.count() == Product.objects.visible().count() + 4
    assert 1600 <= Order.objects.count() <= 2400
    assert Order.objects.filter(placed_at__gte=timezone.now() - timedelta(30)).exists()
    said = capsys.readouterr().out
    assert "Staff login: owner / " in said
    assert "Other staff, with the same password: support, fulfilment" in said
    assert "Bank statement to upload: " in said
    assert (tmp_path / "bank-statement.csv").exists()
    assert Order.objects.partly_sent().count() == 1
    assert TakenOff.objects.get().line.order.pieces_to_ship
    assert not run_checks(tags=["orders", "shop"]).findings
    often = Counter(
        User.objects.customers()
        .exclude(username=SHOPPER_NAME)
        .annotate(count=Count("orders"))
        .values_list("count", flat=True)
    )
    assert Order.objects.count() / often.total() < 5
    assert sum(often[n] for n in (1, 2, 3)) > often.total() * 0.6
    assert sum(often[n] for n in range(10, 21)) >= 5
    assert max(often) <= 20
    guests = Order.objects.filter(customer=None)
    assert 0.3 < guests.count() / Order.objects.count() < 0.5


def test_an_order_that_came_back_whole_is_not_sent_back_a_second_time():
    until = timezone.localtime() - timedelta(minutes=2)
    staff = create_staff(password="a", until=until)
    products = create_catalogue(until=until, by=staff["catalogue"])
    book = Book(products, {}, until, Random("returns"), Doers(staff))
    buyer = next(invent_people(Random("returns")))
    sku, other = (demo.sku for demo in PRODUCTS[:2])
    delivered = ((Status.PENDING, 9), (Status.SHIPPED, 8), (Status.DELIVERED, 6))
    orders = [
        book.add(
            Sale(
                placed_at=until - timedelta(days=9),
                line_count=2,
                is_guest=True,
                payment_method="invoice",
                steps=tuple((to, until - timedelta(days=n)) for to, n in steps),
                basket=((sku, 2), (other, 1)),
            ),
            buyer,
        )
        for steps in (delivered, (*delivered, (Status.RETURNED, 3)))
    ]

    begin_returns(book, until)

    assert Counter(returned.order for returned in book.returns) == dict.fromkeys(
        orders, 1
    )


def test_a_real_shop_is_not_filled():
    ProductFactory()

    with pytest.raises(CommandError, match="another shop") as caught:
        call_command("seed_demo")

    assert (caught.value.returncode, Product.objects.count()) == (6, 1)


def test_a_shop_that_others_reach_is_not_filled(settings):
    settings.IS_LOCAL = False

    with pytest.raises(CommandError, match="not on this machine") as caught:
        call_command("seed_demo")

    assert (caught.value.returncode, Product.objects.count()) == (6, 0)

"""The demo shop: believable, consistent, and made only once."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import User
from database.consistency import run_checks
from orders.demo import history, seeding
from orders.models import Order, Refund, ReturnArrival, TakenOff
from orders.payments import standing
from orders.timeline import for_shopper
from shop.models import Category, Picture, Product, StockMovement
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def drawn():
    """Draw every picture once, small, for all tests."""
    return seeding.draw_all(seeding.PRODUCTS, (96, 120))


@pytest.fixture
def small_pictures(monkeypatch, drawn):
    monkeypatch.setattr(seeding, "draw_all", lambda *_: drawn)


@pytest.fixture
def few_orders(monkeypatch):
    monkeypatch.setattr(history, "ORDERS_A_DAY", 0.5)


@pytest.mark.thorough
def test_the_demo_is_a_shop_with_a_year_of_orders(small_pictures, capsys):
    call_command("seed_demo")

    assert Category.objects.count() >= 12
    assert Product.objects.visible().count() >= 80
    assert Picture.objects.count() == Product.objects.count()
    assert User.objects.customers().count() == 50
    assert 1600 <= Order.objects.count() <= 2400
    assert Order.objects.filter(placed_at__gte=timezone.now() - timedelta(30)).exists()
    said = capsys.readouterr().out
    assert "Staff login: owner / " in said
    assert "Other staff, with the same password: support, fulfilment" in said
    assert Order.objects.partly_sent().count() == 1
    assert TakenOff.objects.get().line.order.pieces_to_ship
    assert not run_checks(tags=["orders", "shop"]).findings


def test_the_demo_books_every_piece(small_pictures, few_orders):
    call_command("seed_demo", quiet=True)

    wrong = (
        Product.objects.annotate(booked=Sum("movements__delta"))
        .exclude(booked=F("stock_quantity"))
        .count()
    )
    assert wrong == 0
    assert not StockMovement.objects.filter(balance_after__lt=0).exists()


def test_what_came_back_is_refunded(small_pictures, few_orders, monkeypatch):
    monkeypatch.setattr(history, "RETURNED_SHARE", 0.5)

    call_command("seed_demo", quiet=True)

    back = Order.objects.filter(status="returned").order_by("placed_at")
    assert back.count() >= 10
    assert {(order.returns.count(), order.refunds.count()) for order in back} == {
        (1, 1)
    }
    assert {standing(order).due for order in back} == {0}
    refunds = Refund.objects.exclude(returned=None).select_related("order")
    assert {refund.credited - refund.order.total for refund in refunds} == {0}
    assert set(refunds.values_list("method", flat=True)) == {"original", "credit"}
    came = ReturnArrival.objects.values_list("quantity", "restocked")
    assert came
    assert all(pieces == restocked for pieces, restocked in came)
    paid_back = back.filter(payment_entries__kind="refunded").first()
    assert [event.shopper for event in for_shopper(paid_back)][-1].endswith(" refunded")
    call_command("check_consistency", quiet=True)


def test_a_second_run_changes_nothing(small_pictures, few_orders):
    call_command("seed_demo", quiet=True)
    before = list(Order.objects.order_by("pk").values())

    call_command("seed_demo", quiet=True)

    assert list(Order.objects.order_by("pk").values()) == before


def test_pictures_are_drawn_before_the_transaction_begins(
    monkeypatch, django_assert_num_queries
):
    """The server would end it, idle, where the machine is slow at drawing."""
    monkeypatch.setattr(seeding, "draw_all", Mock(side_effect=MemoryError))

    with django_assert_num_queries(0), pytest.raises(MemoryError):
        seeding.seed(progress=str)


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

"""Old cancelled orders and forgotten baskets."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from database.models import AuditEntry
from orders.life import tidying
from orders.models import Basket, BasketLine, Order, StaffBasket
from orders.services import begin_staff_basket, cancel_order
from tests.commands.calling import call
from tests.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def cancelled(days):
    """Return an order that was cancelled so many days ago."""
    order = cancel_order(order_id=OrderFactory().pk)
    then = timezone.now() - timedelta(days=days)
    Order.objects.filter(pk=order.pk).update(cancelled_at=then)
    return order


def basket(days, **fields):
    """Return a basket with a line that nobody touched for so many days."""
    row = Basket.objects.create(**fields)
    product = ProductFactory()
    BasketLine.objects.create(
        basket=row, product=product, quantity=1, shown_unit_price=product.price
    )
    then = timezone.now() - timedelta(days=days)
    Basket.objects.filter(pk=row.pk).update(updated_at=then)
    return row


def archived():
    return set(Order.objects.exclude(archived_at=None).values_list("pk", flat=True))


def test_old_cancelled_orders_are_archived_and_keep_everything():
    old, young, living = cancelled(200), cancelled(100), OrderFactory()

    answer, code = call("archive_orders", "--older-than", "180d")

    assert (code, answer["data"]["archived"]) == (0, 1)
    assert archived() == {old.pk}
    old.refresh_from_db()
    assert (old.status, old.lines.count(), old.mails.count()) == ("cancelled", 1, 2)
    assert {young.pk, living.pk}.isdisjoint(archived())


def test_a_dry_run_archives_nothing():
    cancelled(200)

    answer, _code = call("archive_orders", "--dry-run")

    assert answer["data"] == {"found": 1, "archived": 0, "dry_run": True}
    assert archived() == set()


def test_all_batches_are_worked_through_and_logged_once(monkeypatch):
    monkeypatch.setattr(tidying, "BATCH", 2)
    for _ in range(5):
        cancelled(200)

    answer, _code = call("archive_orders")

    assert (answer["data"]["archived"], len(archived())) == (5, 5)
    logged = AuditEntry.objects.get(operation="orders.archive")
    assert logged.message == "5 cancelled orders were archived."
    assert call("archive_orders")[0]["data"]["archived"] == 0


def test_what_a_stopped_run_did_is_done_and_logged(monkeypatch):
    monkeypatch.setattr(tidying, "BATCH", 1)
    cancelled(200)
    cancelled(200)
    batches = tidying.archive_orders(cancelled_before=timezone.now())

    next(batches)
    batches.close()

    assert len(archived()) == 1
    assert AuditEntry.objects.get(operation="orders.archive").details == {"rows": 1}


def test_stale_baskets_go_and_fresh_ones_stay():
    old, own = basket(70), basket(70, customer=UserFactory())
    fresh = basket(10)

    answer, code = call("purge_baskets", "--older-than", "60d")

    assert (code, answer["data"]["removed"]) == (0, 2)
    assert list(Basket.objects.all()) == [fresh]
    assert BasketLine.objects.count() == 1
    assert not Basket.objects.filter(pk__in=[old.pk, own.pk]).exists()


def test_a_dry_run_removes_nothing():
    basket(70)

    answer, _code = call("purge_baskets", "--dry-run")

    assert answer["data"] == {"found": 1, "removed": 0, "dry_run": True}
    assert BasketLine.objects.count() == 1


def test_a_forgotten_basket_of_staff_goes_too():
    row = begin_staff_basket(customer=UserFactory())
    Basket.objects.update(updated_at=timezone.now() - timedelta(days=70))

    call("purge_baskets")

    assert not StaffBasket.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("text", ["soon", "5w", "-3d", "0d", "9999999d", ""])
def test_an_age_that_is_none_is_a_usage_error(text):
    with pytest.raises(
        CommandError, match=r"is not an age\. Write it like 90d, 72h or 30m"
    ):
        call_command("purge_baskets", f"--older-than={text}")

"""Orders that are paid first and were not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from database.queue.outbox import deliver_due
from orders.life import expiring
from orders.life.expiring import expire_order, overdue
from orders.models import Mail, Order, PaymentEntry
from orders.services import confirm_order
from tests.commands.calling import call
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)
HOURS = 73


@pytest.fixture
def pen():
    return ProductFactory(stock_quantity=10)


def order_of(pen, *, hours=HOURS, method="bank_transfer"):
    """Return an order of four, placed so many hours ago."""
    order = OrderFactory(lines={pen.pk: 4}, payment_method=method)
    placed = timezone.now() - timedelta(hours=hours)
    Order.objects.filter(pk=order.pk).update(placed_at=placed)
    return order


def state(pen, order):
    pen.refresh_from_db()
    order.refresh_from_db()
    return order.status, pen.stock_quantity


def test_an_unpaid_order_expires_and_gives_its_stock_back(pen):
    order = order_of(pen)

    answer, code = call("expire_orders")

    assert (code, answer["data"]) == (0, {"expired": 1, "found": 1, "dry_run": False})
    assert state(pen, order) == ("cancelled", 10)
    change = order.status_changes.get(to_status="cancelled")
    assert (change.reason, change.by) == (
        "Not paid in time.",
        "manage.py expire_orders",
    )


def test_a_second_run_finds_nothing(pen):
    order = order_of(pen)
    call("expire_orders")

    answer, code = call("expire_orders")

    assert (code, answer["data"]["expired"]) == (0, 0)
    assert state(pen, order) == ("cancelled", 10)


def test_a_dry_run_changes_nothing(pen):
    order = order_of(pen)

    answer, code = call("expire_orders", "--dry-run")

    assert (code, answer["data"]) == (0, {"expired": 0, "found": 1, "dry_run": True})
    assert state(pen, order) == ("pending", 6)


@pytest.mark.parametrize(
    ("hours", "method"), [(71, "bank_transfer"), (1000, "invoice")]
)
def test_who_has_time_left_or_pays_later_keeps_his_order(pen, hours, method):
    order = order_of(pen, hours=hours, method=method)

    call("expire_orders")

    assert state(pen, order) == ("pending", 6)


def test_a_confirmed_order_does_not_expire(pen):
    order = order_of(pen)
    confirm_order(order_id=order.pk)

    assert not expire_order(order_id=order.pk, placed_before=timezone.now())
    assert state(pen, order) == ("confirmed", 6)


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["captured"], "pending"),
        (["authorised"], "pending"),
        (["authorised", "voided"], "cancelled"),
    ],
)
def test_any_money_keeps_the_order_for_people_to_decide(pen, kinds, status):
    order = order_of(pen)
    for kind in kinds:
        PaymentEntry.objects.create(
            order=order,
            provider="bank_transfer",
            kind=kind,
            amount=Decimal("1.00"),
            currency="GBP",
            reference=kind,
        )

    call("expire_orders")

    assert state(pen, order) == (status, 6 if status == "pending" else 10)


def test_many_are_read_in_short_queries(pen, monkeypatch):
    monkeypatch.setattr(expiring, "CHUNK", 2)
    orders = [order_of(pen, hours=100 - number) for number in range(2)]
    Order.objects.update(placed_at=orders[0].placed_at - timedelta(hours=200))
    more = [order_of(ProductFactory(), hours=90) for _ in range(3)]

    found = list(expiring.in_chunks(overdue(timezone.now())))

    assert {row.pk for row in found} == {row.pk for row in [*orders, *more]}
    assert len(found) == 5


def test_the_customer_is_told_until_when_we_waited(pen):
    order = order_of(pen)

    call("expire_orders")

    # A mail server that hangs keeps no other order from expiring: a worker sends it.
    assert Mail.objects.get(kind="order_expired").status == "queued"
    deliver_due()
    mail = Mail.objects.get(kind="order_expired")
    assert mail.subject == f"Your order {order.number} has expired"
    assert "We did not receive your payment by" in mail.text
    assert not Mail.objects.filter(kind="order_cancelled").exists()


def test_nobody_is_cut_short_of_the_time_he_was_promised(pen):
    order = order_of(pen, hours=5)

    _answer, code = call("expire_orders", "--older-than", "4h")

    assert code == 6
    assert state(pen, order) == ("pending", 6)

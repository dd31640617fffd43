"""The figures of the home page."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from database.back_office.tiles import compare
from database.models import OutboxMessage
from database.queue import outbox
from orders.admin.reports import figures
from orders.models import Order
from orders.services import cancel_order, confirm_order
from tests.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def placed(at, price="10.00"):
    """Return an order of one piece, placed at that moment."""
    order = OrderFactory(lines={ProductFactory(price=Decimal(price)).pk: 1})
    Order.objects.filter(pk=order.pk).update(placed_at=at)
    return order


def test_today_is_compared_with_last_week_up_to_the_same_hour():
    placed(FRIDAY - timedelta(hours=1), "30.00")
    placed(FRIDAY - timedelta(days=7, hours=2), "12.00")
    placed(FRIDAY - timedelta(days=7) + timedelta(hours=2), "99.00")

    shown = figures.recent(FRIDAY)

    assert shown.today == figures.Takings(1, Decimal("30.00"))
    assert shown.week_ago == figures.Takings(1, Decimal("12.00"))


def test_a_cancelled_order_is_not_counted_as_sold():
    order = placed(FRIDAY - timedelta(hours=1))
    cancel_order(order_id=order.pk)

    assert figures.recent(FRIDAY).today == figures.Takings(0, Decimal("0.00"))


@pytest.mark.parametrize(
    ("zone", "days"), [("Europe/London", [1, 0]), ("Europe/Berlin", [0, 1])]
)
def test_days_are_cut_where_the_shop_is(settings, zone, days):
    settings.TIME_ZONE = zone
    placed(datetime(2026, 11, 18, 23, 30, tzinfo=UTC))

    shown = figures.recent(datetime(2026, 11, 19, 12, tzinfo=UTC), 2).days

    assert [day.takings.orders for day in shown] == days


def test_a_day_of_25_hours_counts_them_all():
    placed(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    placed(datetime(2026, 10, 25, 23, 30, tzinfo=UTC))

    shown = figures.recent(datetime(2026, 10, 25, 12, tzinfo=UTC), 1).days

    assert [day.takings.orders for day in shown] == [2]


def test_the_queues_count_what_waits():
    placed(FRIDAY)
    confirm_order(order_id=placed(FRIDAY).pk)
    OrderFactory(payment_method="bank_transfer")

    waiting = figures.queues()

    assert (waiting.to_confirm, waiting.to_ship) == (2, 1)
    assert waiting.waiting_for_payment == 1


def test_a_difference_has_its_sign_and_its_words():
    then = "last Friday by this time"

    assert compare(3, "3", then) == "+3: more than last Friday by this time"
    assert compare(-1, "1", then) == "−1: less than last Friday by this time"
    assert compare(0, "0", then) == "±0: as last Friday by this time"


@time_machine.travel(FRIDAY, tick=False)
def test_the_home_page_shows_the_figures_and_where_they_lead(as_role):
    placed(FRIDAY - timedelta(hours=1), "30.00")

    page = as_role("accounting").get(reverse("admin:index")).content.decode()

    for text in ("Orders to confirm", "£30.00", "+1: more than last Friday"):
        assert text in page
    assert "/admin/orders/order/?status__exact=pending" in page
    assert "Show as a table" in page


def test_the_catalogue_role_sees_stock_and_no_sales(as_role):
    page = as_role("catalogue").get(reverse("admin:index")).content.decode()

    assert "Products low on stock" in page
    assert "Sales today" not in page


def test_a_job_that_no_worker_takes_is_trouble(as_role):
    outbox.put("consistency_check", key="waits", delay=-timedelta(minutes=6))
    outbox.put("consistency_check", key="new")
    outbox.put("mail", key="refused", delay=-timedelta(hours=1))
    OutboxMessage.objects.filter(key="refused").update(error="ValueError: no")

    page = as_role("ops").get(reverse("admin:index")).content.decode()

    assert figures.undelivered() == (1, 1)
    assert "They will be tried again; read their errors" in page
    assert "1 has been waiting too long: is a worker running?" in page


def test_what_is_delivered_in_time_is_no_trouble(as_role):
    outbox.put("consistency_check", key="new")

    assert figures.undelivered() == (0, 0)
    page = as_role("ops").get(reverse("admin:index")).content.decode()
    assert "Everything was delivered" in page

"""What deletes or expires does nothing while the clocks disagree."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from database.ops import clock
from orders.models import Order
from tests.commands.calling import call
from tests.factories import OrderFactory

pytestmark = pytest.mark.django_db
COMMANDS = [
    ("expire_orders",),
    ("archive_orders",),
    ("purge_baskets",),
    ("purge_history",),
    ("purge_operations",),
    ("tidy",),
    ("partitions", "--detach", "--drop"),
]


@pytest.mark.postgresql
@pytest.mark.parametrize("off", [timedelta(days=3), timedelta(seconds=-90)])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_wrong_clock_is_refused(command, off):
    with time_machine.travel(timezone.now() + off):
        envelope, code = call(*command)

    assert (code, envelope["status"]) == (6, "error")
    assert "clock and the database's differ by" in envelope["data"]["message"]


@pytest.mark.postgresql
def test_no_order_expires_by_a_clock_that_is_three_days_ahead():
    order = OrderFactory(payment_method="bank_transfer")

    with time_machine.travel(timezone.now() + timedelta(days=3, hours=1)):
        assert call("expire_orders", "--dry-run")[1] == 6
        assert call("expire_orders")[1] == 6

    assert Order.objects.get(pk=order.pk).status == "pending"


@pytest.mark.postgresql
@pytest.mark.parametrize("seconds", [-50, 0, 50])
def test_a_minute_is_no_reason(seconds):
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        assert call("tidy", "--dry-run")[1] == 0
        assert abs(clock.skew() + seconds) < 5


@pytest.mark.postgresql
def test_months_may_be_made_and_looked_at_by_any_clock():
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert call("partitions", "--fail-on", "never")[1] == 0


@pytest.mark.mysql
def test_mariadb_is_asked_too():
    assert abs(clock.skew()) < 5
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert call("tidy", "--dry-run")[1] == 6


@pytest.mark.sqlite
def test_sqlite_has_no_clock_of_its_own():
    assert clock.skew() is None
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert call("tidy", "--dry-run")[1] == 0

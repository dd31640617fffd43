"""What the checks of parcels and mails find: planted faults, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from database.consistency.generic import run_checks
from database.models import OutboxMessage
from orders.models import Mail, Order, Shipment
from orders.services import confirm_order, deliver_parcel, send_parcel
from tests.factories import OrderFactory, ProductFactory
from tests.support.planting import undone, unguarded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Return a confirmed order of four, of which one is in a parcel."""
    order = OrderFactory(lines={ProductFactory().pk: 4})
    confirm_order(order_id=order.pk)
    send_parcel(order_id=order.pk, quantities={order.lines.get().pk: 1})
    return order


def findings():
    found = run_checks(tags=["parcels", "mails", "payments"]).findings
    return {finding.id: finding.object for finding in found}


def planted(*statements):
    """Return what is found after these statements, and undo them."""
    with undone():
        with unguarded() as run:
            for statement in statements:
                run(statement)
        return findings()


def test_orders_on_their_way_are_consistent(order):
    assert findings() == {}
    deliver_parcel(shipment_id=Shipment.objects.get().pk)
    send_parcel(order_id=order.pk)
    assert findings() == {}


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("orders.shipped_quantity", "UPDATE orders_line SET shipped_quantity = 2"),
        ("orders.shipped_quantity", "DELETE FROM orders_shipmentline"),
        ("orders.shipped_above_ordered", "UPDATE orders_shipmentline SET quantity = 9"),
        ("orders.foreign_parcel", "DELETE FROM orders_shipmentline"),
        ("orders.parcels_status", "UPDATE orders_order SET status = 'shipped'"),
        ("orders.parcels_status", "UPDATE orders_order SET status = 'cancelled'"),
        ("orders.no_mail", "UPDATE orders_mail SET kind = 'parcel_sent'"),
        ("orders.mail_unknown", "UPDATE orders_mail SET kind = 'telegram'"),
    ],
)
def test_a_planted_fault_is_named(order, check, statement):
    assert any(order.number in name for name in planted(statement)[check])


def test_a_line_of_another_order_in_a_parcel_is_named(order):
    OrderFactory()
    other = "(SELECT id FROM orders_line WHERE quantity = 2)"

    found = planted(f"UPDATE orders_shipmentline SET line_id = {other}")

    assert any(order.number in name for name in found["orders.foreign_parcel"])


def test_a_mail_that_no_queue_holds_is_named(order):
    Mail.objects.filter(kind="order_placed").update(status="failed")
    assert "orders.mail_stranded" in findings()

    OutboxMessage.objects.update(done_at=None)

    assert findings() == {}


def test_a_mail_that_waits_for_a_day_is_named(order):
    yesterday = timezone.now() - timedelta(hours=25)
    Mail.objects.update(status="failed", created_at=yesterday, error="no server")
    OutboxMessage.objects.update(done_at=None)

    assert set(findings()) == {"orders.mail_unsent"}


def test_an_order_that_should_have_expired_is_named():
    order = OrderFactory(payment_method="bank_transfer")
    placed = timezone.now() - timedelta(hours=72 + 7)
    Order.objects.filter(pk=order.pk).update(placed_at=placed)

    (named,) = findings()["orders.expired"]

    assert order.number in named

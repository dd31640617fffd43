"""What the checks find where pieces and their money part: planted faults."""

import pytest
from django.db import transaction

from database.consistency.generic import run_checks
from orders.ledger.refunds import Wish, grant
from orders.models import Mail, Order, TakenOff
from orders.services import cancel_pieces, confirm_order, send_parcel
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import paid_order, refund
from tests.support.planting import undone, unguarded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order():
    """Return a paid order of four: one is sent, one is off and one refunded as sent."""
    order = paid_order(lines={ProductFactory().pk: 4})
    line = order.lines.get().pk
    send_parcel(order_id=order.pk, quantities={line: 1})
    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")
    refund(order, pieces={line: 1}, unsent={line: 0})
    return order


def findings(**scope):
    found = run_checks(tags=["pieces", "parcels", "stock"], **scope).findings
    return {finding.id: finding.object for finding in found}


def planted(*statements):
    """Return what is found after these statements, and undo them."""
    with undone():
        with unguarded() as run:
            for statement in statements:
                run(statement)
        return findings()


def test_an_order_with_all_of_it_is_consistent(order):
    assert findings() == {}


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("orders.refunded_to_send", "UPDATE orders_refundline SET quantity = 2"),
        ("orders.taken_off_quantity", "UPDATE orders_line SET taken_off_quantity = 2"),
        ("orders.taken_off_quantity", "UPDATE orders_line SET taken_off_quantity = 0"),
        ("orders.taken_off_quantity", "DELETE FROM orders_takenoff"),
        ("orders.taken_off_quantity", "UPDATE orders_takenoff SET quantity = 2"),
        ("orders.taken_off_stock", "UPDATE orders_takenoff SET quantity = 2"),
        ("orders.taken_off_stock", "UPDATE orders_takenoff SET is_restocked = false"),
        (
            "orders.taken_off_stock",
            "DELETE FROM shop_stockmovement WHERE reason = 'cancel'",
        ),
        ("orders.taken_off_unpaid", "DELETE FROM orders_refundline"),
        (
            "orders.nothing_to_send",
            "UPDATE orders_line SET taken_off_quantity = 3",
        ),
        ("orders.parcels_status", "UPDATE orders_order SET status = 'shipped'"),
    ],
)
def test_a_planted_fault_is_named(order, check, statement):
    assert any(order.number in name for name in planted(statement)[check])


def test_stock_that_came_back_for_no_order_is_named(order):
    sku = order.lines.get().sku

    found = planted("DELETE FROM orders_takenoff")

    assert any(sku in name for name in found["orders.restocked_without_order"])


def test_a_cancelled_order_gives_back_what_was_still_on_it():
    order = paid_order()
    line = order.lines.get().pk
    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")
    cancel_pieces(order_id=order.pk, reason="Sold out.")
    assert findings() == {}

    found = planted(
        "UPDATE orders_line SET taken_off_quantity = 1",
        "DELETE FROM orders_takenoff",
    )

    assert any(order.number in name for name in found["orders.stock_not_returned"])


@pytest.mark.parametrize(("pieces", "status"), [(1, "confirmed"), (2, "cancelled")])
def test_a_repair_takes_off_what_was_refunded_before(pieces, status):
    """As an earlier version left it: refunded, and still to be sent."""
    order = confirm_order(order_id=OrderFactory().pk)
    line, before = order.lines.get(), order.lines.get().product.stock_quantity
    wish = Wish("k", "Broken", pieces={line.pk: pieces}, method="credit")
    with transaction.atomic():
        grant(Order.objects.locked(order.pk), wish)
    assert set(findings()) == {"orders.refunded_to_send"}

    found = findings(fix=True)

    assert found == {}
    row, line = TakenOff.objects.get(), order.lines.get()
    assert (row.quantity, row.is_restocked) == (pieces, False)
    assert line.product.stock_quantity == before, "nobody knows what the shelf holds"
    assert Order.objects.get().status == status
    told = Mail.objects.filter(kind="order_cancelled").count()
    assert told == (1 if status == "cancelled" else 0)

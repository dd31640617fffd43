"""Orders whose pieces part ways, and what their books say."""

from database.consistency.generic import run_checks
from orders.models import Order
from orders.services import send_parcel
from tests.orders.making import paid_order

ALL_CHECKS = ["orders", "shop"]


def fresh(order):
    return Order.objects.get(pk=order.pk)


def counts(order):
    """Return (ordered, sent, taken off, to ship) of the only line."""
    line = fresh(order).lines.get()
    off = line.taken_off_quantity
    return line.quantity, line.shipped_quantity, off, line.to_ship


def stock_of(order):
    return order.lines.get().product.stock_quantity


def only_line(order):
    return order.lines.get().pk


def partly_sent(**fields):
    """Return a paid order of two of which one is in a parcel."""
    order = paid_order(**fields)
    send_parcel(order_id=order.pk, quantities={only_line(order): 1})
    return order


def kinds(order):
    return list(order.mails.order_by("created_at").values_list("kind", flat=True))


def is_clean():
    return not run_checks(tags=ALL_CHECKS).findings

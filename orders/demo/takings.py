"""The payments of the demo's year: prepaid orders and invoices that were paid."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from orders.models import Order, PaymentBalance, PaymentEntry, StatusChange
from orders.status import Status

# Days after delivery in which the demo's customers pay their invoices.
DAYS_TO_PAY = timedelta(days=9)


def write_payments(
    orders: Iterable[Order], changes: Iterable[StatusChange], until: datetime
) -> None:
    """Book what was paid until then: before confirmation, or after delivery."""
    reached = {
        (change.order_id, change.to_status): change.created_at for change in changes
    }
    entries, balances = [], []
    for order in orders:
        paid_at = reached.get((order.pk, Status.CONFIRMED))
        if order.payment_method == "invoice":
            delivered = reached.get((order.pk, Status.DELIVERED))
            paid_at = delivered + DAYS_TO_PAY if delivered else None
        if paid_at is None or paid_at > until:
            continue
        back = reached.get((order.pk, Status.RETURNED))
        if back and back < paid_at:
            continue  # what is sent back before its invoice was paid is not paid
        entries.append(
            PaymentEntry(
                order=order,
                provider=order.payment_method,
                kind=PaymentEntry.Kind.CAPTURED,
                amount=order.total,
                currency=order.currency,
                reference=f"demo-{order.number}",
                occurred_at=paid_at,
                created_at=paid_at,
                actor_label="manage.py seed_demo",
            )
        )
        balances.append(PaymentBalance(order=order, captured=order.total))
    PaymentEntry.objects.bulk_create(entries, batch_size=500)
    PaymentBalance.objects.bulk_create(balances, batch_size=500)

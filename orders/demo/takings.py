"""The payments of the demo's year: prepaid orders and invoices that were paid."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

from orders.demo.doers import Doers
from orders.models import Order, PaymentBalance, PaymentEntry, StatusChange
from orders.providers.methods import BankTransfer, CashOnDelivery
from orders.status import Status

# How long after delivery the demo's customers pay their invoices, and how many of a
# hundred forget it.
DAYS_TO_PAY, FORGOTTEN = (1, 13), 0.015
CASH = CashOnDelivery.code


def write_payments(
    orders: Iterable[Order],
    changes: Iterable[StatusChange],
    until: datetime,
    random: Random,
    doers: Doers,
) -> None:
    """Book what was paid until then: before confirmation, or after delivery."""
    reached = {
        (change.order_id, change.to_status): change.created_at for change in changes
    }
    entries, balances = [], []
    for order in orders:
        times = {
            status.value: reached.get((order.pk, status.value)) for status in Status
        }
        paid_at = when_paid(order.payment_method, times, random)
        reference = f"FP{random.randint(10**9, 10**10 - 1)}"
        if paid_at is None or paid_at > until:
            continue
        back = times[Status.RETURNED]
        if back and back < paid_at:
            continue  # what is sent back before its invoice was paid is not paid
        entries.append(
            PaymentEntry(
                order=order,
                provider=order.payment_method,
                kind=PaymentEntry.Kind.CAPTURED,
                amount=order.total,
                currency=order.currency,
                reference=(
                    f"delivery-{order.number}"
                    if order.payment_method == CASH
                    else reference
                ),
                occurred_at=paid_at,
                created_at=paid_at,
                **doers.member(
                    "fulfilment" if order.payment_method == CASH else "accounting"
                ),
            )
        )
        balances.append(PaymentBalance(order=order, captured=order.total))
    PaymentEntry.objects.bulk_create(entries, batch_size=500)
    PaymentBalance.objects.bulk_create(balances, batch_size=500)


def when_paid(
    payment_method: str, times: Mapping[str, datetime | None], random: Random
) -> datetime | None:
    """Return when an order's money came, or is going to; None for never."""
    wait = timedelta(days=random.uniform(*DAYS_TO_PAY))
    is_forgotten = random.random() < FORGOTTEN
    delivered = times.get(Status.DELIVERED)
    if payment_method == BankTransfer.code:
        return times.get(Status.CONFIRMED)
    if payment_method == CASH:
        return delivered
    return delivered + wait if delivered and not is_forgotten else None

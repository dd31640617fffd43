"""What the demo's customers sent back: the returns of a year, and their money."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from orders.models import (
    Line,
    Order,
    PaymentEntry,
    Refund,
    RefundLine,
    Return,
    ReturnArrival,
    ReturnLine,
)
from orders.payments.credits import write_credit_note
from orders.payments.ledger import settle
from orders.payments.refunds import line_worth
from orders.refundable import total, worth_of_shipping
from orders.status import Status

LABEL = "manage.py seed_demo"
# From a granted refund until somebody transferred it.
TIME_TO_PAY_OUT = timedelta(hours=20)
# Why, where the pieces are sold again.
REASONS = (Return.Reason.UNWANTED, Return.Reason.WRONG, Return.Reason.OTHER)


def send_back(
    order: Order, lines: Iterable[Line], steps: Mapping[str, datetime], reason: str
) -> tuple[Return, list[ReturnLine], list[ReturnArrival]]:
    """Return the unsaved return of a whole order, asked for, approved and received."""
    arrived, back = steps[Status.DELIVERED], steps[Status.RETURNED]
    returned = Return(
        order=order,
        key=f"demo-{order.number}",
        status=Return.Status.RECEIVED,
        reason=reason,
        answer=_("Gladly. Please pack it well."),
        created_at=arrived + (back - arrived) / 5,
        decided_at=arrived + (back - arrived) / 3,
        received_at=back,
        updated_at=back,
    )
    lines = list(lines)
    asked = [
        ReturnLine(returned=returned, line=line, quantity=line.quantity)
        for line in lines
    ]
    came = [
        ReturnArrival(
            returned=returned,
            position=1,
            line=line,
            quantity=line.quantity,
            restocked=line.quantity,
            created_at=back,
            actor_label=LABEL,
        )
        for line in lines
    ]
    return returned, asked, came


def write_refunds(returns: Iterable[Return], until: datetime) -> None:
    """Grant each returned order's price back, and pay out what there was time for.

    What was never paid is taken off the invoice instead. The parts, the credit note
    and the balance come from the functions that refund a real order.
    """
    returns = list(returns)
    orders = [row.order for row in returns]
    entries = PaymentEntry.objects.filter(order__in=orders).order_by()
    paid = set(entries.values_list("order", flat=True))
    for row in returns:
        refund, lines = _granted(row, is_paid=row.order_id in paid)
        if refund.moves_money and refund.created_at + TIME_TO_PAY_OUT < until:
            refund.entry = _paid_out(refund)
        refund.save(force_insert=True)
        RefundLine.objects.bulk_create(lines)
        write_credit_note(refund, lines)
        settle(row.order)


def _granted(returned: Return, *, is_paid: bool) -> tuple[Refund, list[RefundLine]]:
    order, back = returned.order, returned.received_at or returned.created_at
    shipping = worth_of_shipping(
        order.shipping_total,
        order.shipping_tax,
        tax_included=order.prices_include_tax,
    )
    refund = Refund(
        order=order,
        returned=returned,
        key=returned.key,
        method=Refund.Method.ORIGINAL if is_paid else Refund.Method.CREDIT,
        provider=order.payment_method,
        amount=order.total if is_paid else 0,
        shipping=shipping,
        currency=order.currency,
        reason=_("Return %(number)s") % {"number": returned},
        created_at=back,
        updated_at=back,
    )
    lines = [
        RefundLine(
            refund=refund,
            line=line,
            quantity=line.quantity,
            amount=line_worth(order, line),
        )
        for line in order.lines.all()
    ]
    refund.credited = total(line.amount for line in lines) + shipping
    return refund, lines


def _paid_out(refund: Refund) -> PaymentEntry:
    """Book the transfer of a refund."""
    at = refund.created_at + TIME_TO_PAY_OUT
    return PaymentEntry.objects.create(
        order=refund.order,
        provider=refund.provider,
        kind=PaymentEntry.Kind.REFUNDED,
        amount=refund.amount,
        currency=refund.currency,
        reference=refund.provider_reference,
        note=refund.reason,
        occurred_at=at,
        created_at=at,
        actor_label=LABEL,
    )

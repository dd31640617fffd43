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


def begin_to_send_back(
    line: Line, delivered: datetime, until: datetime, *, came: int
) -> tuple[Return, ReturnLine, list[ReturnArrival]]:
    """Return the unsaved return of a whole line that is not at its end.

    It waits for its answer, or, where some pieces came, for the others.
    """
    since = (until - delivered) / 4
    returned = Return(
        order=line.order,
        key=f"demo-{line.order.number}",
        status=Return.Status.PARTLY if came else Return.Status.REQUESTED,
        reason=Return.Reason.UNWANTED,
        comment=_("One is enough for our kitchen after all."),
        answer=_("Gladly. Please pack it well.") if came else "",
        created_at=delivered + since,
        decided_at=delivered + 2 * since if came else None,
        received_at=delivered + 3 * since if came else None,
        updated_at=delivered + (3 if came else 1) * since,
    )
    arrivals = [
        ReturnArrival(
            returned=returned,
            position=1,
            line=line,
            quantity=came,
            restocked=came,
            created_at=delivered + 3 * since,
            actor_label=LABEL,
        )
    ]
    asked = ReturnLine(returned=returned, line=line, quantity=line.quantity)
    return returned, asked, arrivals if came else []


def write_refunds(returns: Iterable[Return], until: datetime) -> None:
    """Grant each returned order's price back, and pay out what there was time for.

    What was never paid is taken off the invoice instead. The parts, the credit note
    and the balance come from the functions that refund a real order.
    """
    returns = [row for row in returns if row.status == Return.Status.RECEIVED]
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

"""What the demo's customers sent back: the returns of a year, and their money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from orders.demo.doers import Doers
from orders.ledger.entries import settle
from orders.ledger.refunds import write_credit_note
from orders.ledger.worth import Worth, line_worth, share, total, worth_of_shipping
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
from orders.prices.quote import ZERO
from orders.status import Status

# From a granted refund until somebody transferred it.
TIME_TO_PAY_OUT = timedelta(hours=20)
# Why, where the pieces are sold again.
REASONS = (Return.Reason.UNWANTED, Return.Reason.WRONG, Return.Reason.OTHER)


def send_back(
    order: Order,
    lines: Iterable[Line],
    steps: Mapping[str, datetime],
    reason: str,
    doers: Doers,
) -> tuple[Return, list[ReturnLine], list[ReturnArrival]]:
    """Return the unsaved return of a whole order, asked for, approved and received."""
    arrived, back = steps[Status.DELIVERED], steps[Status.RETURNED]
    returned = Return(
        order=order,
        key=f"demo-{order.number}",
        status=Return.Status.RECEIVED,
        reason=reason,
        answer=_("Of course. Please pack it well."),
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
            **doers.member("fulfilment"),
        )
        for line in lines
    ]
    return returned, asked, came


@dataclass(frozen=True, slots=True)
class Begun:
    """A return of one line that is not, or will never be, a whole order back."""

    status: Return.Status
    reason: Return.Reason
    comment: Any
    answer: Any = ""

    def came(self, asked: int) -> int:
        """Return how many of the pieces came."""
        some = {Return.Status.RECEIVED: asked, Return.Status.PARTLY: asked - 1}
        return some.get(self.status, 0)

    def restocked(self, came: int) -> int:
        """Return how many of those are sold again: none that is damaged."""
        return 0 if self.reason == Return.Reason.DAMAGED else came


# From the one that began first to the one that began last.
BEGUN = (
    Begun(
        Return.Status.CLOSED,
        Return.Reason.UNWANTED,
        _lazy("We have changed our minds."),
        _lazy("Of course. Please send it within two weeks."),
    ),
    Begun(
        Return.Status.REFUSED,
        Return.Reason.OTHER,
        _lazy("It is not quite what we had in mind."),
        _lazy("We are sorry, but it has been used, so we cannot sell it again."),
    ),
    Begun(
        Return.Status.RECEIVED,
        Return.Reason.DAMAGED,
        _lazy("It was damaged when we opened the parcel."),
        _lazy("We are sorry. Please send it back to us and we will refund you."),
    ),
    Begun(
        Return.Status.PARTLY,
        Return.Reason.UNWANTED,
        _lazy("One is enough for us after all."),
        _lazy("Of course. Please pack it well."),
    ),
    Begun(
        Return.Status.APPROVED,
        Return.Reason.WRONG,
        _lazy("This is not the one I ordered."),
        _lazy("You are right, that was our mistake. Please send it back to us."),
    ),
    Begun(
        Return.Status.REQUESTED,
        Return.Reason.FAULTY,
        _lazy("It does not work as it should."),
    ),
    Begun(
        Return.Status.REQUESTED,
        Return.Reason.UNWANTED,
        _lazy("We no longer need it. It is still in its packaging."),
    ),
)


def begin_to_send_back(
    line: Line, begun: Begun, delivered: datetime, until: datetime, doers: Doers
) -> tuple[Return, ReturnLine, list[ReturnArrival]]:
    """Return the unsaved return of a whole line, as far as it got until then."""
    part = (until - delivered) / 4
    asked_at, decided, ended = (delivered + n * part for n in (1, 2, 3))
    came = begun.came(line.quantity)
    is_decided = begun.status != Return.Status.REQUESTED
    is_ended = came or begun.status == Return.Status.CLOSED
    returned = Return(
        order=line.order,
        key=f"demo-{line.order.number}",
        status=begun.status,
        reason=begun.reason,
        comment=str(begun.comment),
        answer=str(begun.answer),
        created_at=asked_at,
        decided_at=decided if is_decided else None,
        decided_by=doers.staff["support"] if is_decided else None,
        received_at=ended if came else None,
        updated_at=ended if is_ended else decided if is_decided else asked_at,
    )
    arrivals = [
        ReturnArrival(
            returned=returned,
            position=1,
            line=line,
            quantity=came,
            restocked=begun.restocked(came),
            created_at=ended,
            **doers.member("fulfilment"),
        )
    ]
    asked = ReturnLine(returned=returned, line=line, quantity=line.quantity)
    return returned, asked, arrivals if came else []


def write_refunds(returns: Iterable[Return], until: datetime, doers: Doers) -> None:
    """Grant each returned order's price back, and pay out what there was time for.

    What was never paid is taken off the invoice instead. The parts, the credit note
    and the balance come from the functions that refund a real order.
    """
    returns = [row for row in returns if row.order.status == Status.RETURNED]
    orders = [row.order for row in returns]
    entries = PaymentEntry.objects.filter(order__in=orders).order_by()
    paid = set(entries.values_list("order", flat=True))
    for row in returns:
        back = [(line, line.quantity) for line in row.order.lines.all()]
        shipping = shipping_worth(row.order)
        refund, lines = granted(
            row, back, shipping=shipping, is_paid=row.order_id in paid
        )
        if is_paid_out(refund, until):
            refund.entry = paid_out(refund, doers)
            refund.entry.save(force_insert=True)
        refund.save(force_insert=True)
        RefundLine.objects.bulk_create(lines)
        write_credit_note(refund, lines)
        settle(row.order)


def shipping_worth(order: Order) -> Decimal:
    """Return what the customer paid for delivery."""
    return worth_of_shipping(
        order.shipping_total,
        order.shipping_tax,
        tax_included=order.prices_include_tax,
    )


def granted(
    returned: Return,
    back: Iterable[tuple[Line, int]],
    *,
    shipping: Decimal,
    is_paid: bool,
) -> tuple[Refund, list[RefundLine]]:
    """Return the unsaved refund for pieces of lines that came back, and for delivery.

    What was never paid is taken off the invoice.
    """
    order, at = returned.order, returned.received_at or returned.created_at
    refund = Refund(
        order=order,
        returned=returned,
        key=returned.key,
        method=Refund.Method.ORIGINAL if is_paid else Refund.Method.CREDIT,
        provider=order.payment_method,
        shipping=shipping,
        currency=order.currency,
        reason=_("Return %(number)s") % {"number": returned},
        created_at=at,
        updated_at=at,
    )
    lines = [
        RefundLine(
            refund=refund,
            line=line,
            quantity=pieces,
            amount=share(Worth(line.quantity, line_worth(order, line)), pieces),
        )
        for line, pieces in back
    ]
    refund.credited = total(line.amount for line in lines) + shipping
    refund.amount = refund.credited if is_paid else ZERO
    return refund, lines


def is_paid_out(refund: Refund, until: datetime) -> bool:
    """Tell whether somebody has transferred the refund by then."""
    return refund.moves_money and refund.created_at + TIME_TO_PAY_OUT < until


def paid_out(refund: Refund, doers: Doers) -> PaymentEntry:
    """Return the unsaved entry of the transfer of a refund."""
    at = refund.created_at + TIME_TO_PAY_OUT
    return PaymentEntry(
        order=refund.order,
        provider=refund.provider,
        kind=PaymentEntry.Kind.REFUNDED,
        amount=refund.amount,
        currency=refund.currency,
        reference=refund.provider_reference,
        note=refund.reason,
        occurred_at=at,
        created_at=at,
        **doers.member("accounting"),
    )

"""The till: a bank statement that is booked, another that waits as a file, refunds."""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from orders.demo.examples.stage import Stage, inner
from orders.ledger.refunds import Wish
from orders.models import Order, Refund
from orders.payments.bank_statements import book_line, set_aside, upload_statement
from orders.payments.refunding import mark_refund_paid, refund_order
from orders.providers.methods import BankTransfer, Invoice
from orders.status import Status

OPENING_BALANCE = Decimal("8214.37")
Method = Refund.Method
# The newest orders, whose transfers are not in the file.
STILL_WAITING = 2


class Booking(NamedTuple):
    """A line of the bank's file."""

    name: str
    description: str
    amount: Decimal


def act_out(stage: Stage) -> None:
    """Upload and book this morning's statement, and decide on three refunds."""
    with stage.playing("accounting"):
        _match(stage)
        _refund(stage)


def waiting_transfers(stage: Stage) -> list[Order]:
    """Return the orders that wait for a transfer, oldest first."""
    rows = Order.objects.filter(status=Status.PENDING, payment_method=BankTransfer.code)
    return list(rows.filter(payment_entries=None).order_by("placed_at"))


def statement_to_match(stage: Stage) -> bytes:
    """Return a file of the bank as nobody has uploaded it yet.

    Most of its payments are for orders that wait; one brings too little, and one says
    nothing by which it could be recognised.
    """
    waiting = waiting_transfers(stage)
    theirs = [order for order in waiting if order.customer_id != stage.shopper.pk]
    ours = [order for order in waiting if order.customer_id == stage.shopper.pk]
    lines = [_transfer(order) for order in (*theirs[:-STILL_WAITING], *ours)]
    if lines:
        lines[0] = lines[0]._replace(amount=lines[0].amount - Decimal("3.95"))
    overdue = stage.others.filter(
        status=Status.DELIVERED, payment_method=Invoice.code, payment_balance=None
    ).order_by("placed_at")[:2]
    lines += [_transfer(order, _("Invoice")) for order in overdue]
    lines += [
        Booking("G FENWICK", _("for the lamp, thank you"), Decimal("74.00")),
        Booking("ROYAL MAIL", _("Postage"), Decimal("-132.80")),
    ]
    return as_file(lines, stage.until.date())


def as_file(lines: Iterable[Booking], day: date) -> bytes:
    """Return the lines as the bank writes them."""
    text, balance = io.StringIO(), OPENING_BALANCE
    rows = csv.writer(text)
    rows.writerow(["Date", "Name", "Description", "Amount", "Balance"])
    for line in lines:
        balance += line.amount
        rows.writerow([day, line.name, line.description, line.amount, balance])
    return text.getvalue().encode()


def _transfer(order: Order, what: str = "") -> Booking:
    text = f"{what} {order.number}".strip()
    return Booking(order.full_name.upper(), text, order.total)


def _match(stage: Stage) -> None:
    """Book the oldest two transfers; leave a payment that nobody can place."""
    # At noon of this day: after the orders were placed, and before now.
    now = stage.until
    day = (now if now.hour >= 13 else now - timedelta(days=1)).date()
    lines = [
        *(_transfer(order) for order in waiting_transfers(stage)[:2]),
        Booking("T HALLAM", _("vase as agreed"), Decimal("45.00")),
        Booking("HMRC VTR", _("VAT repayment"), Decimal("312.40")),
        Booking("QUAY PROPERTIES", _("Rent"), Decimal("-1150.00")),
    ]
    statement = inner(upload_statement)(
        name=f"statement-{day}.csv", content=as_file(lines, day)
    )
    for line in statement.lines.all():
        if line.order_id:
            inner(book_line)(line_id=line.pk)
        elif line.payer.startswith("HMRC"):
            inner(set_aside)(line_id=line.pk)


def _refund(stage: Stage) -> None:
    """Grant a refund that has to be transferred, one that was, and a lower bill."""
    arrived = stage.others.filter(status=Status.DELIVERED, returns=None, refunds=None)
    paid = arrived.filter(payment_method=BankTransfer.code)[:2]
    bill = arrived.filter(payment_method=Invoice.code, payment_balance=None)[:1]
    wishes = (
        (Method.BANK, "4.00", _("One of them was slightly damaged.")),
        (Method.ORIGINAL, "3.95", _("It came two days late.")),
        (Method.CREDIT, "2.50", _("It arrived scratched; they are keeping it.")),
    )
    for order, (method, amount, reason) in zip([*paid, *bill], wishes, strict=False):
        wish = Wish(
            key=f"demo-{order.number}",
            reason=reason,
            extra=Decimal(amount),
            method=method,
            account="00-00-00 00000000" if method == Method.BANK else "",
        )
        refund = inner(refund_order)(order_id=order.pk, wish=wish)
        if method == Method.ORIGINAL:
            inner(mark_refund_paid)(refund_id=refund.pk)

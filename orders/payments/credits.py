"""Credit notes: the document of what a refund takes off an order's price."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from database.ids import random_number
from database.inserting import insert_all
from orders.models import (
    CreditNote,
    CreditNoteLine,
    Line,
    Order,
    Refund,
    RefundLine,
)
from orders.pricing import ZERO

PREFIX = "CN"
UNIT = Decimal("0.0001")


def write_credit_note(refund: Refund, lines: Sequence[RefundLine]) -> CreditNote:
    """Write the document for what the refund credits, line by line."""
    order = refund.order
    note = CreditNote(
        number=f"{PREFIX}{random_number()}",
        order=order,
        customer=order.customer,
        refund=refund,
        source=Order.Source.STAFF,
        currency=refund.currency,
        total=-refund.credited,
        issued_at=refund.created_at,
    )
    rows = [_goods(note, row) for row in lines]
    goods = sum((row.amount for row in lines), ZERO)
    if refund.shipping:
        rows.append(_other(note, _("Delivery"), refund.shipping))
    if rest := refund.credited - refund.shipping - goods:
        rows.append(_other(note, _("Reduced price"), rest))
    for position, row in enumerate(rows, start=1):
        row.position = position
    insert_all([note, *rows])
    return note


def _goods(note: CreditNote, row: RefundLine) -> CreditNoteLine:
    """Return the line of a product; its unit price may be a rounded one.

    Where pieces times unit price would not be the amount, all pieces are one item.
    """
    line: Line = row.line
    unit = (row.amount / row.quantity).quantize(UNIT)
    quantity, name = row.quantity, line.name
    if unit * quantity != row.amount:
        quantity, unit = 1, row.amount
        name = f"{row.quantity} × {line.name}"[:200] if row.quantity > 1 else name
    return CreditNoteLine(
        credit_note=note,
        product_id=line.product_id,
        sku=line.sku,
        name=name,
        quantity=quantity,
        unit_price=unit,
        line_total=-row.amount,
    )


def _other(note: CreditNote, name: str, amount: Decimal) -> CreditNoteLine:
    return CreditNoteLine(
        credit_note=note, name=name, quantity=1, unit_price=amount, line_total=-amount
    )

"""Credit notes of refunds: their lines add up, and they count in `net` once."""

from decimal import Decimal

import pytest

from database.consistency.generic import run_checks
from orders.ledger.refunds import grant
from orders.ledger.worth import shipping_left
from orders.models import CreditNote
from orders.reports import rows_of
from orders.services import cancel_order
from tests.orders.ledger.granting import line_of, paid, wish
from tests.orders.making import delivered_order, paid_order, pen, refund

pytestmark = pytest.mark.django_db


def net():
    return sum(row["net"] for row in rows_of("monthly_trend"))


def test_a_refund_lowers_net():
    order = delivered_order()

    refund(order, extra=Decimal("5.00"))

    assert net() == Decimal("15.00")


def test_a_cancelled_order_is_not_taken_off_twice():
    delivered_order()
    cancel_order(order_id=paid_order().pk)

    assert CreditNote.objects.get().total == Decimal("-20.00")
    assert net() == Decimal("20.00")


def test_delivery_and_a_reduced_price_are_lines_of_their_own():
    order = paid_order(shipping_method="standard")
    line = order.lines.get()

    refund(
        order,
        pieces={line.pk: 1},
        shipping=shipping_left(order),
        extra=Decimal("1.50"),
    )

    note = CreditNote.objects.get()
    rows = list(note.lines.values_list("name", "line_total"))
    assert rows == [
        (line.name, Decimal("-10.00")),
        ("Delivery", Decimal("-3.95")),
        ("Reduced price", Decimal("-1.50")),
    ]
    assert note.total == Decimal("-15.45")


def test_a_share_that_no_unit_price_makes_is_one_item():
    goods = pen(price=Decimal("0.3333"), stock_quantity=1000)
    order = paid_order(lines={goods.pk: 700})
    line = order.lines.get()

    refund(order, pieces={line.pk: 301})

    row = CreditNote.objects.get().lines.get()
    assert (row.quantity, row.name) == (1, "301 × Pen")
    assert row.line_total == -row.unit_price == Decimal("-100.32")
    assert run_checks(tags=["orders"]).findings == []


def test_a_credit_note_says_whose_it_is_and_of_what():
    order = paid()

    granted = grant(order, wish(extra="4.00"))

    note = CreditNote.objects.get()
    assert note.number.startswith("CN")
    assert (note.order, note.customer, note.refund) == (order, order.customer, granted)
    assert (note.source, note.currency, note.total) == ("staff", "EUR", Decimal(-4))
    assert note.issued_at == granted.created_at


def test_the_lines_of_a_credit_note_are_counted_from_one_and_priced_by_the_piece():
    order = paid("23.95", shipping_method="standard")
    line = order.lines.get()

    grant(order, wish(pieces={line.pk: 2}, shipping="3.95"))

    rows = CreditNote.objects.get().lines.order_by("position")
    fields = ("position", "product", "sku", "name", "quantity", "unit_price")
    assert list(rows.values_list(*fields, "line_total")) == [
        (1, line.product_id, line.sku, line.name, 2, Decimal(10), Decimal(-20)),
        (2, None, "", "Delivery", 1, Decimal("3.95"), Decimal("-3.95")),
    ]


def test_the_name_of_one_item_of_many_pieces_fits_its_column():
    goods = pen(price=Decimal("3.3333"))
    order = paid("10.00", lines={goods.pk: 3})
    order.lines.update(name="x" * 200)

    grant(order, wish(pieces={line_of(order): 3}))

    assert CreditNote.objects.get().lines.get().name == "3 × " + "x" * 196

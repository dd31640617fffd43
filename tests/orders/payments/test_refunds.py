"""Refunds: by line, by amount, of delivery; never more than came in."""

from decimal import Decimal

import pytest
from django.db.models import prefetch_related_objects

from orders.errors import RefundRefused
from orders.ledger import amount_due, balance_of, refunded, shown_balance
from orders.ledger.refunds import Wish, grant
from orders.ledger.worth import shipping_left
from orders.models import CreditNote, Mail, Order, PaymentEntry, Refund
from orders.services import mark_refund_paid
from orders.status import Status
from tests.factories import OrderFactory
from tests.orders.making import (
    delivered_order,
    paid_order,
    pay,
    pen,
    refund,
    unpaid_delivered_order,
)

pytestmark = pytest.mark.django_db(transaction=True)


def wish(**fields):
    return Wish(key="once", reason="Broken in the post", **fields)


def nothing_was_refunded():
    return not Refund.objects.exists() and not CreditNote.objects.exists()


def test_a_line_is_refunded_with_a_credit_note():
    order = delivered_order()
    line = order.lines.get()

    granted = refund(order, pieces={line.pk: 1})

    note = CreditNote.objects.get()
    assert (granted.amount, granted.credited) == (Decimal("10.00"), Decimal("10.00"))
    assert (note.total, note.order, note.refund) == (Decimal("-10.00"), order, granted)
    row = note.lines.get()
    assert (row.quantity, row.line_total) == (1, Decimal("-10.00"))
    assert (refunded(order), amount_due(order)) == (Decimal(0), Decimal(0))


def test_a_transferred_refund_is_in_the_ledger_and_told():
    order = delivered_order()
    granted = refund(order, extra=Decimal("3.00"))

    done = mark_refund_paid(refund_id=granted.pk)

    assert done.is_done
    assert refunded(order) == Decimal("3.00")
    mail = Mail.objects.get(kind="refund_made")
    assert mail.context["values"]["amount"] == "£3.00"


def test_a_refund_is_carried_out_once():
    order = delivered_order()
    granted = refund(order, extra=Decimal("3.00"))
    mark_refund_paid(refund_id=granted.pk)

    with pytest.raises(RefundRefused, match="already been carried out"):
        mark_refund_paid(refund_id=granted.pk)
    assert refunded(order) == Decimal("3.00")


def test_all_lines_and_the_delivery_are_what_was_paid():
    goods = {pen(price=Decimal("3.33")).pk: 3, pen(price=Decimal("0.99")).pk: 7}
    order = paid_order(lines=goods, shipping_method="express")
    pieces = {line.pk: line.quantity for line in order.lines.all()}

    granted = refund(order, pieces=pieces, shipping=shipping_left(order))

    assert granted.amount == order.total
    assert CreditNote.objects.get().total == -order.total
    assert balance_of(order).creditable == Decimal(0)


def test_more_than_came_in_is_refused():
    order = pay(OrderFactory(payment_method="bank_transfer"), "5.00")

    with pytest.raises(RefundRefused, match=r"Only £5.00 of what was paid"):
        refund(order, extra=Decimal("5.01"))
    assert nothing_was_refunded()


def test_more_pieces_than_were_sold_are_refused():
    order = delivered_order()
    line = order.lines.get()
    refund(order, pieces={line.pk: 1})

    with pytest.raises(RefundRefused, match=r"Only 1 of “Product"):
        refund(order, pieces={line.pk: 2})
    assert Refund.objects.count() == 1


def test_the_delivery_is_refunded_once():
    order = paid_order(shipping_method="standard")
    refund(order, shipping=Decimal("3.95"))

    with pytest.raises(RefundRefused, match=r"Only £0.00 of the delivery"):
        refund(order, shipping=Decimal("0.01"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose what to refund"),
        ({"extra": Decimal("1.00"), "reason": " "}, "Say what the refund is for"),
        ({"extra": Decimal("-1.00")}, "cannot be less than 0"),
        ({"overpaid": Decimal("1.00")}, "overpaid by £0.00"),
    ],
)
def test_a_wish_that_is_none_is_refused(fields, sentence):
    with pytest.raises(RefundRefused, match=sentence):
        refund(paid_order(), **fields)
    assert nothing_was_refunded()


def test_what_was_paid_too_much_goes_back_without_a_credit_note():
    order = pay(OrderFactory(payment_method="bank_transfer"), "25.00")

    granted = refund(order, overpaid=Decimal("5.00"))

    assert (granted.amount, granted.credited) == (Decimal("5.00"), Decimal(0))
    assert not CreditNote.objects.exists()
    assert amount_due(order) == Decimal(0)


def test_what_was_paid_too_much_cannot_be_less_than_nothing():
    order = pay(OrderFactory(payment_method="bank_transfer"), "25.00")

    with pytest.raises(RefundRefused, match="cannot be less than 0"):
        refund(order, extra=Decimal("2.00"), overpaid=Decimal("-1.00"))
    assert nothing_was_refunded()


def test_the_price_and_what_was_paid_too_much_share_the_money_that_is_here():
    order = pay(OrderFactory(payment_method="bank_transfer"), "25.00")
    # Of a cancelled order all is owed back: only its money limits the two together.
    Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)
    order.refresh_from_db()

    with pytest.raises(RefundRefused, match=r"Only £25\.00 of what was paid"):
        grant(order, wish(extra=Decimal("20.00"), overpaid=Decimal("5.01")))
    assert nothing_was_refunded()


def test_an_unpaid_invoice_is_lowered_instead():
    order = unpaid_delivered_order()
    line = order.lines.get()

    granted = refund(order, pieces={line.pk: 1}, method="credit")

    assert (granted.amount, granted.is_done) == (Decimal(0), True)
    assert amount_due(order) == Decimal("10.00")
    assert CreditNote.objects.get().total == Decimal("-10.00")


def test_no_more_is_taken_off_than_is_still_to_pay():
    order = pay(unpaid_delivered_order(), "15.00")

    with pytest.raises(RefundRefused, match=r"Only £5.00 .* is still to pay"):
        refund(order, extra=Decimal("6.00"), method="credit")
    assert nothing_was_refunded()


def test_the_same_form_twice_is_one_refund():
    order = delivered_order()

    first = refund(order, key="once", extra=Decimal("4.00"))
    second = refund(order, key="once", extra=Decimal("4.00"))

    assert first == second
    assert Refund.objects.count() == CreditNote.objects.count() == 1


def test_a_card_is_refunded_by_its_provider():
    order = OrderFactory(payment_method="test_card")

    granted = refund(order, extra=Decimal("4.00"))

    granted.refresh_from_db()
    assert (granted.by_hand, granted.is_done) == (False, True)
    assert refunded(order) == Decimal("4.00")


def test_what_was_transferred_too_much_does_not_go_back_to_the_card():
    order = pay(OrderFactory(payment_method="test_card"), "5.00")

    with pytest.raises(RefundRefused, match=r"Only £20\.00 can be refunded the way"):
        refund(order, extra=Decimal("16.00"), overpaid=Decimal("5.00"))
    assert nothing_was_refunded()


def test_a_refund_that_the_provider_refuses_is_transferred(settings):
    order = OrderFactory(payment_method="test_card")
    settings.TEST_PAYMENTS = "fails"
    granted = refund(order, extra=Decimal("4.00"))
    granted.refresh_from_db()
    assert (granted.error, granted.by_hand) == ("The test card cannot take refunds.", 1)

    mark_refund_paid(refund_id=granted.pk)

    entry = PaymentEntry.objects.get(kind="refunded")
    assert (entry.provider, entry.amount) == ("bank_transfer", Decimal("4.00"))


def test_a_refund_booked_while_a_page_reads_is_not_money_that_we_hold():
    order = paid_order()
    prefetch_related_objects([order], "payment_entries")
    granted = refund(order, extra=Decimal("1.50"))
    mark_refund_paid(refund_id=granted.pk)

    prefetch_related_objects([order], "refunds")

    now = shown_balance(order)
    assert (now.promised, now.refunded, now.due) == (Decimal("1.50"), 0, 0)

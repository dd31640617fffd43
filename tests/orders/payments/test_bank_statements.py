"""A bank's CSV file: every payment has its place, and none is booked twice."""

from decimal import Decimal

import pytest

from orders.errors import PaymentRefused, UnreadableFile
from orders.ledger import amount_due, captured
from orders.models import BankLine, BankStatement, PaymentEntry
from orders.payments.bank_csv import candidates
from orders.payments.bank_statements import (
    book_line,
    compare_again,
    set_aside,
    upload_statement,
)
from orders.services import cancel_order
from tests.factories import OrderFactory
from tests.orders.making import pay

pytestmark = pytest.mark.django_db(transaction=True)


def order_to_pay():
    return OrderFactory(payment_method="bank_transfer")


def upload(*rows, name="june.csv"):
    text = "Date,Name,Description,Amount\n" + "\n".join(rows)
    return upload_statement(name=name, content=text.encode())


def line_for(text, amount="20.00"):
    return f"2026-11-02,A Payer,{text},{amount}"


@pytest.mark.parametrize(
    ("amount", "match"), [("20.00", "exact"), ("19.99", "partial"), ("20.01", "over")]
)
def test_a_payment_with_the_number_finds_its_order(amount, match):
    order = order_to_pay()

    upload(line_for(f"Order {order.number} thank you", amount))

    line = BankLine.objects.get()
    assert (line.order, line.match, line.entry) == (order, match, None)
    assert captured(order) == Decimal(0)


def test_a_payment_without_a_number_is_unknown():
    order_to_pay()

    upload(line_for("for the pens"))

    assert BankLine.objects.get().match == "unknown"


def test_two_numbers_in_one_text_are_left_to_a_person():
    first, second = order_to_pay(), order_to_pay()

    upload(line_for(f"{first.number} and {second.number}", "40.00"))

    line = BankLine.objects.get()
    assert (line.order, line.match) == (None, "unknown")


def test_a_second_payment_of_one_file_is_too_much():
    order = order_to_pay()

    upload(line_for(order.number), line_for(order.number))

    matches = BankLine.objects.order_by("position").values_list("match", flat=True)
    assert list(matches) == ["exact", "over"]


def test_a_cancelled_order_is_overpaid_by_any_payment():
    order = order_to_pay()
    cancel_order(order_id=order.pk)

    upload(line_for(order.number))

    assert BankLine.objects.get().match == "over"


def test_lines_of_an_earlier_file_are_recognised():
    order = order_to_pay()
    upload(line_for(order.number), line_for("rent", "500.00"))

    second = upload(line_for("rent", "500.00"), line_for("new"), name="july.csv")

    assert (second.known_lines, second.lines.count()) == (1, 1)
    assert BankLine.objects.count() == 3


def test_a_file_uploaded_again_is_refused_and_changes_nothing():
    upload(line_for("one"), line_for("one"))

    with pytest.raises(UnreadableFile, match="All 2 payments in this file are known"):
        upload(line_for("one"), line_for("one"))
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 2)


def test_booking_pays_the_order_once():
    order = order_to_pay()
    upload(line_for(order.number))
    line = BankLine.objects.get()

    book_line(line_id=line.pk)

    order.refresh_from_db()
    assert (order.status, amount_due(order)) == ("confirmed", Decimal(0))
    with pytest.raises(PaymentRefused, match=f"already been booked for order {order}"):
        book_line(line_id=line.pk)
    assert PaymentEntry.objects.count() == 1


def test_an_unknown_payment_is_assigned_by_hand():
    order = order_to_pay()
    upload(line_for("for the pens"))
    line = BankLine.objects.get()
    with pytest.raises(PaymentRefused, match="Choose the order"):
        book_line(line_id=line.pk)

    book_line(line_id=line.pk, order_id=order.pk)

    assert captured(order) == Decimal("20.00")
    assert not BankLine.objects.open().exists()


def test_money_in_another_currency_is_not_booked():
    order = order_to_pay()
    text = f"date;currency;text;amount\n02.11.2026;EUR;{order.number};20,00"
    upload_statement(name="euro.csv", content=text.encode())
    line = BankLine.objects.get()
    assert (line.match, line.amount, line.order) == ("unknown", Decimal("20.00"), None)

    with pytest.raises(PaymentRefused, match="is in GBP, the payment in EUR"):
        book_line(line_id=line.pk, order_id=order.pk)
    assert captured(order) == Decimal(0)


def test_what_is_set_aside_is_not_booked_until_it_is_taken_back():
    order = order_to_pay()
    upload(line_for(order.number))
    line = set_aside(line_id=BankLine.objects.get().pk)

    with pytest.raises(PaymentRefused, match="set aside"):
        book_line(line_id=line.pk)
    set_aside(line_id=line.pk, aside=False)
    book_line(line_id=line.pk)

    assert captured(order) == Decimal("20.00")


def test_orders_that_changed_are_compared_again():
    order = order_to_pay()
    statement = upload(line_for(order.number))
    pay(order, "5.00")

    compare_again(statement_id=statement.pk)

    assert BankLine.objects.get().match == "over"


@pytest.mark.parametrize(
    "text",
    [
        "Order 0A1B2C3D4E",
        "order 0a1b2c3d4e!",
        "0A1B2 C3D4E",
        "0A1B-2C3D-4E",
        "OA1B2C3D4E",
        "REF0A1B2C3D4E",
        "pens,0A 1B 2C 3D 4E.",
    ],
)
def test_numbers_are_found_as_people_write_them(text):
    assert "0A1B2C3D4E" in candidates(text)

"""Payments, refunds, returns and statements in the back office."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database.models import AuditEntry
from orders.ledger import captured, refunded
from orders.models import (
    BankLine,
    BankStatement,
    PaymentEntry,
    ProviderEvent,
    Refund,
    Return,
)
from orders.services import (
    request_return,
)
from tests.admin.conftest import sentences
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import delivered_order, paid_order, pay, refund

pytestmark = pytest.mark.django_db(transaction=True)


def of(order, name):
    return reverse(f"admin:orders_{name}") + f"?order={order.number}"


def record(client, order, **fields):
    fields = {"key": "k", "amount": "20.00", "day": "2026-11-02", **fields}
    return client.post(of(order, "paymententry_record"), fields, follow=True)


def test_a_payment_is_recorded_once(owner):
    order = OrderFactory(payment_method="bank_transfer")

    response = record(owner, order)
    record(owner, order)

    assert "£20.00 is booked for order" in sentences(response)
    assert captured(order) == Decimal("20.00")
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert AuditEntry.objects.filter(operation="orders.record_payment").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "0"}, "Enter how much arrived."),
        ({"amount": "x"}, "Enter an amount, such as 12.50."),
        (
            {"day": "2999-01-01"},
            "This date is in the future. Enter today or an earlier date.",
        ),
    ],
)
def test_a_payment_with_an_error_is_not_booked(owner, fields, sentence):
    order = OrderFactory()

    response = record(owner, order, **fields)

    assert sentence in response.content.decode()
    assert not PaymentEntry.objects.exists()


def test_a_refund_is_granted_and_paid_out(owner):
    order = delivered_order()
    line = order.lines.get()
    fields = {"key": "k", "method": "original", "reason": "Broken"}

    granted = owner.post(
        of(order, "refund_new"), {**fields, f"line-{line.pk}": "1"}, follow=True
    )

    refund_row = Refund.objects.get()
    assert "£10.00 is granted. Transfer it" in sentences(granted)
    page = reverse("admin:orders_refund_change", args=[refund_row.pk])
    assert "Pay £10.00 out" in owner.get(page).content.decode()
    owner.post(reverse("admin:orders_refund_paid", args=[refund_row.pk]))
    assert refunded(order) == Decimal("10.00")
    assert "Nothing to do: done" in owner.get(page).content.decode()


def test_a_refund_whose_answer_was_lost_gives_it_again(owner):
    order = paid_order()
    line = order.lines.get()
    fields = {"key": "k", "method": "original", "reason": "x", f"line-{line.pk}": "2"}

    first = owner.post(of(order, "refund_new"), fields, follow=True)
    again = owner.post(of(order, "refund_new"), fields, follow=True)

    assert sentences(first) == sentences(again)
    assert "£20.00 is granted. Transfer it" in sentences(again)
    assert Refund.objects.get().amount == Decimal("20.00")


def test_a_refund_of_another_order_is_no_answer(owner):
    other, order = paid_order(), paid_order()
    refund(other, key="k", extra=Decimal("5.00"))
    fields = {"key": "k", "method": "original", "reason": "x", "extra": "5.00"}

    page = owner.post(of(order, "refund_new"), fields).content.decode()

    assert "This form has already been used for another order." in page
    assert not order.refunds.exists()


def test_paid_out_twice_is_booked_once_and_told_to_whom_did_not_book_it(owner, as_role):
    row = refund(paid_order(), extra=Decimal("5.00"))
    address = reverse("admin:orders_refund_paid", args=[row.pk])

    first, again = (owner.post(address, follow=True) for _ in range(2))
    colleague = as_role("owner").post(address, follow=True)

    assert sentences(first) == sentences(again)
    assert "1 refund is booked as paid out" in sentences(again)
    assert "has already been carried out." in sentences(colleague)
    assert refunded(row.order) == Decimal("5.00")
    assert AuditEntry.objects.filter(operation="orders.refund_paid").count() == 1


def test_too_much_is_refused_in_a_sentence(owner):
    order = paid_order()
    fields = {"key": "k", "method": "original", "reason": "x", "extra": "20.01"}

    response = owner.post(of(order, "refund_new"), fields)

    assert "Only £20.00 of the price of order" in response.content.decode()
    assert not Refund.objects.exists()


def test_an_order_without_money_has_nothing_to_refund(owner):
    order = paid_order()
    refund(order, extra=Decimal("20.00"))

    page = owner.get(of(order, "refund_new")).content.decode()

    assert "there is nothing to refund" in page


def asked():
    order = delivered_order()
    pieces = {line.pk: line.quantity for line in order.lines.all()}
    return request_return(
        order_id=order.pk, pieces=pieces, reason="unwanted", key="return"
    )


def test_a_return_is_approved_received_and_leads_to_its_refund(owner):
    row = asked()
    answer = {"answer": "Send it back.", "verdict": "approve"}

    owner.post(reverse("admin:orders_return_answer", args=[row.pk]), answer)
    line = row.lines.get().line_id
    owner.post(
        reverse("admin:orders_return_receive", args=[row.pk]),
        {f"came-{line}": 2, f"again-{line}": 1},
    )

    row.refresh_from_db()
    assert (row.status, row.answer) == ("received", "Send it back.")
    assert row.decided_by is not None
    assert (row.arrivals.get().quantity, row.arrivals.get().restocked) == (2, 1)
    page = owner.get(reverse("admin:orders_return_change", args=[row.pk]))
    assert "Refund what came back" in page.content.decode()
    form = owner.get(of(row.order, "refund_new") + f"&return={row.number}")
    assert 'value="2"' in form.content.decode()


def test_who_answers_a_return_sees_what_address_the_mail_names(owner, settings):
    page = reverse("admin:orders_return_change", args=[asked().pk])
    settings.RETURN_ADDRESS = ["Kontor", "York YO1 7AA"]
    assert "and the address: Kontor, York YO1 7AA" in owner.get(page).content.decode()

    settings.RETURN_ADDRESS = []
    assert "RETURN_ADDRESS is not set" in owner.get(page).content.decode()


def test_a_refusal_without_a_sentence_is_refused(owner):
    row = asked()

    response = owner.post(
        reverse("admin:orders_return_answer", args=[row.pk]),
        {"answer": "", "verdict": "refuse"},
        follow=True,
    )

    assert "Write an answer to the customer." in sentences(response)
    assert Return.objects.get().status == "requested"


def upload(client, *lines):
    text = "date,name,text,amount\n" + "\n".join(lines)
    file = SimpleUploadedFile("june.csv", text.encode())
    return client.post(
        reverse("admin:orders_bankstatement_upload"), {"file": file}, follow=True
    )


def test_a_statement_is_looked_at_before_it_is_booked(owner):
    order = OrderFactory(payment_method="bank_transfer")

    page = upload(
        owner,
        f"2026-11-02,Ann,{order.number},20.00",
        "2026-11-02,Bob,rent,500.00",
        "2026-11-03,Bank,fee,-1.00",
    ).content.decode()

    assert "2 payments wait to be booked" in page
    assert "1 line takes money away and is left out." in page
    assert captured(order) == Decimal(0)
    statement = BankStatement.objects.get()
    address = reverse("admin:orders_bankstatement_book", args=[statement.pk])
    booked = owner.post(address, {"line": ["2"]}, follow=True)
    assert "1 payment is booked." in sentences(booked)
    assert captured(order) == Decimal("20.00")


def test_a_statement_uploaded_twice_is_recognised(owner):
    upload(owner, "2026-11-02,Bob,rent,500.00")

    response = upload(owner, "2026-11-02,Bob,rent,500.00")

    page = reverse(
        "admin:orders_bankstatement_change", args=[BankStatement.objects.get().pk]
    )
    assert response.redirect_chain[-1][0] == page
    assert "The only payment in this file is known" in sentences(response)
    assert BankLine.objects.count() == 1


def test_an_unknown_payment_is_assigned_by_hand(owner):
    order = OrderFactory(payment_method="bank_transfer")
    upload(owner, "2026-11-02,Bob,pens,5.00")
    address = reverse("admin:orders_bankline_assign", args=[BankLine.objects.get().pk])

    wrong = owner.post(address, {"order": "nothing"}, follow=True)
    right = owner.post(address, {"order": f" {order.number.lower()} "}, follow=True)

    assert "There is no order with the number nothing." in sentences(wrong)
    assert f"is booked for order {order.number}" in sentences(right)
    assert captured(order) == Decimal("5.00")


def test_a_payment_assigned_again_gives_the_first_answer(owner, as_role):
    order = OrderFactory(payment_method="bank_transfer")
    upload(owner, "2026-11-02,Bob,pens,5.00")
    address = reverse("admin:orders_bankline_assign", args=[BankLine.objects.get().pk])

    first, again = (
        owner.post(address, {"order": order.number}, follow=True) for _ in range(2)
    )
    colleague = as_role("owner").post(address, {"order": order.number}, follow=True)

    assert sentences(first) == sentences(again)
    assert f"already been booked for order {order.number}" in sentences(colleague)
    assert captured(order) == Decimal("5.00")


def test_differences_are_a_tile_and_a_filter(owner):
    over = pay(OrderFactory(payment_method="bank_transfer"), "25.00")
    under = pay(OrderFactory(payment_method="bank_transfer"), "5.00")
    fits = paid_order()

    home = owner.get(reverse("admin:index")).content.decode()
    orders = reverse("admin:orders_order_changelist")
    shown = owner.get(f"{orders}?money=differs").content.decode()
    paid_in_part = owner.get(f"{orders}?money=under").content.decode()

    assert "1 paid too much, 1 paid in part" in home
    assert over.number in shown
    assert under.number in shown
    assert fits.number not in shown
    assert over.number not in paid_in_part


def test_a_message_is_acted_on_again(owner):
    event = ProviderEvent.objects.create(
        provider="test_card",
        event_id="1",
        kind="hello",
        happened_at="2026-11-02T12:00:00Z",
    )
    fields = {"action": "act_again", "_selected_action": [str(event.pk)]}

    response = owner.post(
        reverse("admin:orders_providerevent_changelist"), fields, follow=True
    )

    assert "1 message was processed." in sentences(response)
    event.refresh_from_db()
    assert event.outcome == "Nothing to do: this moves no money."


def test_the_pages_cost_the_same_for_1_and_12_lines(owner):
    costs = []
    for count in (1, 1, 12):
        order = delivered_order(lines={ProductFactory().pk: 1 for _ in range(count)})
        pieces = {line.pk: 1 for line in order.lines.all()}
        row = request_return(
            order_id=order.pk, pieces=pieces, reason="other", key=f"{order.pk}"
        )
        given = refund(order, pieces=pieces)
        addresses = [
            reverse("admin:orders_order_change", args=[order.pk]),
            reverse("admin:orders_return_change", args=[row.pk]),
            reverse("admin:orders_refund_change", args=[given.pk]),
            of(order, "refund_new"),
            of(order, "paymententry_record"),
        ]
        costs.append([queries_of(owner, address) for address in addresses])

    # The first page of a process also reads the content types.
    assert costs[1] == costs[2]
    assert max(costs[2]) <= 30


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_parts_of_a_refund_add_up_to_its_total(owner):
    order = paid_order()
    line = order.lines.get()
    row = refund(order, pieces={line.pk: 1}, extra=Decimal("1.50"))

    page = owner.get(reverse("admin:orders_refund_change", args=[row.pk]))

    assert row.value == Decimal("11.50")
    assert page.context["reduced"] == Decimal("1.50")
    assert page.context["overpaid"] == 0
    assert "Reduced price" in page.content.decode()


def test_cancelling_says_what_has_to_be_refunded(owner):
    order = pay(OrderFactory(payment_method="bank_transfer"), "5.00")

    page = owner.get(of(order, "order_cancel")).content.decode()

    assert "£5.00 was paid and then has to be refunded." in page


def test_an_order_whose_refund_waits_is_not_done(owner):
    order = delivered_order()
    refund(order, extra=Decimal("1.50"))

    page = owner.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert page.context["advice"].title == "Pay the refund out"
    assert "£1.50 goes back to the customer." in page.content.decode()

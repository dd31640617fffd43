"""What a refund grants, to the penny: credited, given back, and by which way."""

from decimal import Decimal

import pytest

from database.models import OutboxMessage
from orders.ledger import balance_of, refunds
from orders.ledger.refunds import (
    give_back_what_is_held,
    grant,
    grant_cancelled,
)
from orders.ledger.steps import RefundStep
from orders.ledger.worth import Worth, shipping_left, worths
from orders.models import CreditNote, Refund, RefundLine, Return
from tests.orders.ledger.granting import (
    amounts,
    book,
    cancelled,
    line_of,
    of_lines,
    paid,
    three_and_two,
    wish,
)

pytestmark = pytest.mark.django_db

NOTHING = Decimal("0.00")


def test_lines_are_worth_what_was_paid_for_them_less_what_was_given_back():
    order, three, two = three_and_two()
    other = paid()
    grant(other, wish("other", pieces={line_of(other): 1}))

    grant(order, wish(pieces={three: 1}))

    assert worths(order) == {
        three: Worth(3, Decimal("9.99"), 1),
        two: Worth(2, Decimal("10.00"), 0),
    }


def test_the_delivery_is_worth_what_was_paid_less_what_was_given_back():
    order = paid("23.95", shipping_method="standard")
    other = paid("23.95", shipping_method="standard")
    assert str(shipping_left(order)) == "3.95"
    grant(other, wish("other", shipping="2.00"))

    grant(order, wish(shipping="1.10"))

    assert str(shipping_left(order)) == "2.85"


def test_tax_on_top_belongs_to_what_was_paid_for_goods_and_delivery():
    order = paid("23.95", shipping_method="standard")
    order.prices_include_tax, order.shipping_tax = False, Decimal("0.79")
    order.lines.update(tax_amount=Decimal("4.00"), discount_amount=Decimal("1.00"))

    assert shipping_left(order) == Decimal("4.74")
    assert worths(order)[line_of(order)] == Worth(2, Decimal("23.00"), 0)


def test_a_refund_holds_everything_that_was_wished():
    order = paid("25.95", shipping_method="standard")

    granted = grant(
        order,
        wish(
            pieces={line_of(order): 1},
            shipping="1.00",
            extra="0.50",
            overpaid="2.00",
            reason=" " + "r" * 201,
            method="bank_transfer",
            account=" " + "a" * 121,
        ),
    )

    stored = Refund.objects.get()
    assert stored == granted
    assert (stored.order, stored.key, stored.returned) == (order, "key", None)
    assert (stored.method, stored.provider, stored.by_hand) == (
        "bank_transfer",
        "bank_transfer",
        True,
    )
    assert (stored.credited, stored.amount, stored.shipping) == (
        Decimal("11.50"),
        Decimal("13.50"),
        Decimal("1.00"),
    )
    assert (stored.currency, stored.entry) == ("EUR", None)
    assert (stored.reason, stored.account) == ("r" * 200, "a" * 120)
    assert RefundLine.objects.values_list("line", "quantity", "amount").get() == (
        line_of(order),
        1,
        Decimal("10.00"),
    )
    assert CreditNote.objects.get().total == Decimal("-11.50")
    assert order.payment_balance.granted == Decimal("13.50")
    assert not OutboxMessage.objects.filter(kind="refund").exists()


def test_a_refund_for_a_return_belongs_to_it():
    order = paid()
    returned = Return.objects.create(order=order, reason="wrong")

    granted = grant(order, wish(extra="4.00", returned=returned))

    assert Refund.objects.get(pk=granted.pk).returned == returned


def test_a_refund_tells_the_step_it_got_to_by_the_name_its_provider_knows(monkeypatch):
    told = []
    monkeypatch.setattr(refunds, "passing", lambda *step: told.append(step))

    granted = grant(paid(), wish(extra="4.00"))

    assert told == [(RefundStep.GRANTED, f"refund-{granted.pk}")]


def test_each_line_gets_its_own_share():
    order, three, two = three_and_two()

    granted = grant(order, wish(pieces={three: 2, two: 1}))

    rows = granted.lines.values_list("line", "quantity", "amount")
    assert set(rows) == {(three, 2, Decimal("6.66")), (two, 1, Decimal("5.00"))}
    assert granted.credited == Decimal("11.66")


def test_a_provider_is_asked_to_carry_out_what_it_took():
    order = paid(method="test_card")

    granted = grant(order, wish(extra="4.00"))

    assert (granted.provider, granted.by_hand) == ("test_card", False)
    message = OutboxMessage.objects.get(kind="refund")
    assert message.key == f"refund:{granted.pk}"
    assert message.payload == {"refund_id": str(granted.pk)}


def test_a_card_that_is_refunded_by_transfer_waits_for_a_person():
    order = paid(method="test_card")

    granted = grant(order, wish(extra="4.00", method="bank_transfer"))

    assert (granted.provider, granted.by_hand) == ("bank_transfer", True)
    assert not OutboxMessage.objects.filter(kind="refund").exists()


def test_a_refund_without_a_provider_is_of_the_order_s_own_way():
    order = paid(method="cash_on_delivery")

    granted = grant(order, wish(extra="4.00"))

    assert (granted.provider, granted.by_hand) == ("cash_on_delivery", True)


def test_a_lowered_bill_moves_no_money():
    order = paid("5.00")

    granted = grant(order, wish(extra="15.00", method="credit"))

    assert amounts(granted) == (Decimal("15.00"), NOTHING, "credit")
    assert granted.by_hand is True
    assert balance_of(order).due == NOTHING


def test_the_same_key_is_the_first_refund():
    order = paid()
    first = grant(order, wish(extra="4.00"))

    assert grant(order, wish(extra="9.00")) == first
    assert amounts(first) == (Decimal("4.00"), Decimal("4.00"), "original")
    assert Refund.objects.count() == 1


def test_nothing_that_is_held_is_nothing_to_give_back():
    assert give_back_what_is_held(cancelled(paid("0")), key="k", reason="r") == []
    assert not Refund.objects.exists()


def test_a_cancelled_order_s_money_goes_back_and_its_price_is_credited():
    order = cancelled(paid("25.00"))

    [granted] = give_back_what_is_held(order, key="k", reason="Sold out")

    assert amounts(granted) == (Decimal("20.00"), Decimal("25.00"), "original")
    assert (granted.key, granted.reason) == ("k", "Sold out")
    assert balance_of(order).held == NOTHING


@pytest.mark.parametrize("held", ["7.50", "0.01"])
def test_a_part_of_a_cancelled_order_s_price_is_credited_for_a_part_of_its_money(held):
    [granted] = give_back_what_is_held(cancelled(paid(held)), key="k", reason="r")

    assert amounts(granted) == (Decimal(held), Decimal(held), "original")


def test_what_a_card_did_not_give_goes_back_by_transfer():
    order = paid(method="test_card")
    book(order, "0.01")

    card, rest = give_back_what_is_held(cancelled(order), key="k", reason="r")

    assert amounts(card) == (Decimal("20.00"), Decimal("20.00"), "original")
    assert amounts(rest) == (NOTHING, Decimal("0.01"), "bank_transfer")
    assert balance_of(order).held == NOTHING


def test_all_that_a_card_gave_goes_back_to_it():
    order = cancelled(paid(method="test_card"))

    [granted] = give_back_what_is_held(order, key="k", reason="r")

    assert amounts(granted) == (Decimal("20.00"), Decimal("20.00"), "original")


def cancel(order, **fields):
    return grant_cancelled(order, key="k", reason="Sold out", **fields)


@pytest.mark.parametrize(
    ("arrived", "back", "method"),
    [
        ("0", "0.00", "credit"),
        ("10.00", "0.00", "credit"),
        ("10.01", "0.01", "original"),
        ("20.00", "10.00", "original"),
        ("20.50", "10.00", "original"),
    ],
)
def test_cancelled_pieces_lower_the_bill_first_and_the_rest_goes_back(
    arrived, back, method
):
    order = paid(arrived)

    granted = cancel(order, pieces={line_of(order): 1})

    assert amounts(granted) == (Decimal("10.00"), Decimal(back), method)
    assert (granted.key, granted.reason) == ("k", "Sold out")
    assert of_lines(granted) == {(order.lines.get().name, 1, Decimal("10.00"))}


def test_cancelled_pieces_that_were_refunded_before_are_not_refunded_again():
    order, three, two = three_and_two()
    grant(order, wish(pieces={three: 2, two: 2}))

    granted = cancel(order, pieces={three: 3, two: 1})

    assert amounts(granted) == (Decimal("3.33"), Decimal("3.33"), "original")
    assert granted.lines.values_list("line", "quantity").get() == (three, 1)


def test_a_price_that_was_reduced_is_not_taken_off_twice_by_cancelling():
    order, three, two = three_and_two()
    grant(order, wish(extra="8.00"))

    granted = cancel(order, pieces={three: 3, two: 2})

    assert amounts(granted)[:2] == (Decimal("11.99"), Decimal("11.99"))
    rows = dict(granted.lines.values_list("line", "amount"))
    assert rows == {three: Decimal("9.99"), two: Decimal("2.00")}


def test_cancelled_pieces_of_which_nothing_is_left_are_no_refund():
    order = paid()
    grant(order, wish(extra="20.00"))

    assert cancel(order, pieces={line_of(order): 2}) is None
    assert Refund.objects.count() == 1


def test_money_for_cancelled_pieces_goes_by_transfer_where_a_card_gave_too_little():
    order = paid("5.00", method="test_card")
    book(order, "15.00")

    granted = cancel(order, pieces={line_of(order): 1})

    assert amounts(granted) == (
        Decimal("10.00"),
        Decimal("10.00"),
        "bank_transfer",
    )

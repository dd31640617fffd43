"""What a refund refuses: each rule at its last penny and one beyond it."""

from decimal import Decimal

import pytest

from orders.errors import RefundRefused
from orders.ledger.refunds import grant
from orders.models import CreditNote, Refund
from tests.orders.ledger.granting import amounts, book, line_of, paid, wish
from tests.orders.making import pen

pytestmark = pytest.mark.django_db

NOTHING = Decimal("0.00")


def refuses(order, a_wish, sentence):
    """Grant it in vain; tell whether nothing was written and this was said."""
    before = Refund.objects.count(), CreditNote.objects.count()
    with pytest.raises(RefundRefused) as refusal:
        grant(order, a_wish)
    after = Refund.objects.count(), CreditNote.objects.count()
    return (str(refusal.value), after) == (sentence, before)


def test_a_key_of_another_order_is_refused():
    grant(paid(), wish(extra="4.00"))

    said = "This form has already been used for another order."
    assert refuses(paid(), wish(extra="4.00"), said)


def test_a_line_of_another_order_is_refused():
    foreign = wish(pieces={line_of(paid()): 1})

    assert refuses(paid(), foreign, "One of these lines does not belong to this order.")


def test_the_line_of_which_too_many_are_wished_is_named():
    order = paid(lines={pen().pk: 1, pen(sku="B").pk: 1})
    first, second = order.lines.all()
    type(first).objects.filter(pk=second.pk).update(name="Ink")

    said = "Only 1 of “Ink” can still be refunded."
    assert refuses(order, wish(pieces={first.pk: 1, second.pk: 2}), said)


@pytest.mark.parametrize("name", ["shipping", "extra", "overpaid"])
def test_no_amount_is_less_than_nothing(name):
    order = paid("25.95", shipping_method="standard")
    fields = {"shipping": "1.00", "extra": "1.00", "overpaid": "1.00", name: "-0.01"}

    assert refuses(order, wish(**fields), "An amount cannot be less than 0.")


def test_a_refund_of_nothing_is_refused():
    said = "Choose what to refund: pieces, delivery or an amount."

    assert refuses(paid(), wish(), said)


def test_a_refund_without_a_reason_is_refused():
    assert refuses(
        paid(), wish(extra="1.00", reason=" "), "Say what the refund is for."
    )


def test_the_delivery_is_refunded_to_its_last_penny_and_no_further():
    order = paid("23.95", shipping_method="standard")
    said = "Only €3.95 of the delivery can still be refunded."
    assert refuses(order, wish(shipping="3.96"), said)

    assert grant(order, wish(shipping="3.95")).amount == Decimal("3.95")


def test_the_price_is_taken_off_to_its_last_penny_and_no_further():
    order = paid("30.00")
    said = f"Only €20.00 of the price of order {order.number} can still be taken off."
    assert refuses(order, wish(extra="20.01"), said)

    assert grant(order, wish(extra="20.00")).credited == Decimal("20.00")


def test_pieces_of_an_order_that_was_reduced_lead_to_the_amount_that_is_left():
    order = paid("20.00")
    grant(order, wish("before", extra="4.00"))
    said = (
        f"Only €16.00 of the price of order {order.number} can still be taken off, as "
        "it was reduced before. Enter no pieces, but up to €16.00 as an extra amount."
    )

    assert refuses(order, wish(pieces={line_of(order): 2}), said)

    assert grant(order, wish(extra="16.00")).credited == Decimal("16.00")


def test_a_bill_is_lowered_by_what_is_due_and_no_further():
    order = paid("15.00")
    said = (
        f"Only €5.00 of order {order.number} is still to pay, so no more than that "
        "can be taken off. Refund the rest."
    )
    assert refuses(order, wish(extra="5.01", method="credit"), said)

    assert grant(order, wish(extra="5.00", method="credit")).amount == NOTHING


def test_a_bill_that_is_paid_too_much_is_not_lowered():
    order = paid("20.50")
    said = (
        f"Only €0.00 of order {order.number} is still to pay, so no more than that "
        "can be taken off. Refund the rest."
    )

    assert refuses(order, wish(extra="0.01", method="credit"), said)
    assert refuses(order, wish(overpaid="0.50", method="credit"), said)


def test_what_was_paid_too_much_does_not_lower_a_bill():
    order = paid("15.00")
    said = (
        f"Only €5.00 of order {order.number} is still to pay, so no more than that "
        "can be taken"
    )

    with pytest.raises(RefundRefused, match=said):
        grant(order, wish(extra="1.00", overpaid="1.00", method="credit"))


def test_money_goes_back_to_the_last_penny_that_is_here_and_no_further():
    order = paid("15.00")
    grant(order, wish("before", extra="4.00"))
    said = (
        f"Only €11.00 of what was paid for order {order.number} can still be refunded."
    )
    assert refuses(order, wish(extra="11.01"), said)

    assert grant(order, wish(extra="11.00")).amount == Decimal("11.00")


def test_what_was_paid_too_much_goes_back_to_the_last_penny_and_no_further():
    order = paid("25.00")
    said = (
        f"Order {order.number} was overpaid by €5.00, so no more than that can "
        "be refunded."
    )
    assert refuses(order, wish(overpaid="5.01"), said)

    assert amounts(grant(order, wish(overpaid="5.00"))) == (
        NOTHING,
        Decimal("5.00"),
        "original",
    )


def test_of_an_unpaid_order_nothing_was_paid_too_much():
    order = paid("15.00")
    said = (
        f"Order {order.number} was overpaid by €0.00, so no more than that can "
        "be refunded."
    )

    assert refuses(order, wish(overpaid="0.01"), said)


def test_a_card_takes_back_what_it_gave_less_what_went_and_what_is_promised():
    order, other = paid("14.00", method="test_card"), paid(method="test_card")
    book(order, "6.00")
    book(order, "1.00", provider="test_card", kind="refunded")
    grant(order, wish("promised", extra="2.00"))
    grant(order, wish("by hand", extra="3.00", method="bank_transfer"))
    grant(other, wish("other", extra="5.00"))
    said = "Only €11.00 can be refunded the way it was paid. Transfer the rest."
    assert refuses(order, wish(extra="11.01"), said)

    assert grant(order, wish(extra="11.00")).amount == Decimal("11.00")

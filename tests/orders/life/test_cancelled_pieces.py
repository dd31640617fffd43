"""Pieces that are cancelled before they are sent: a part, or the rest."""

from decimal import Decimal

import pytest

from database.consistency.generic import run_checks
from database.models import AuditEntry
from orders.errors import (
    AlreadyChanged,
    IllegalStatus,
    InvalidPieces,
)
from orders.ledger import balance_of
from orders.models import (
    CreditNote,
    Mail,
    Refund,
    Shipment,
    TakenOff,
)
from orders.services import (
    cancel_pieces,
    confirm_order,
    deliver_parcel,
    send_parcel,
    ship_order,
)
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import paid_order, pay, pen, refund
from tests.orders.pieces import (
    counts,
    fresh,
    is_clean,
    only_line,
    partly_sent,
    stock_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_cancelling_the_rest_of_a_paid_order_gives_its_money_and_stock_back():
    order = partly_sent(shipping_method="standard")
    before = stock_of(order)

    cancel_pieces(order_id=order.pk, reason="We have no other.")

    granted = Refund.objects.get()
    assert (granted.amount, granted.credited) == (Decimal("10.00"), Decimal("10.00"))
    assert CreditNote.objects.get().total == Decimal("-10.00")
    assert (fresh(order).status, stock_of(order)) == ("shipped", before + 1)
    mail = Mail.objects.get(kind="pieces_taken_off")
    assert "We will refund £10.00 the way you paid" in mail.text
    assert "We have no other." in mail.text
    assert is_clean()


def test_cancelling_the_rest_of_an_unpaid_order_lowers_the_bill():
    order = confirm_order(order_id=OrderFactory().pk)
    send_parcel(order_id=order.pk, quantities={only_line(order): 1})

    cancel_pieces(order_id=order.pk, reason="Sold out.")

    granted = Refund.objects.get()
    assert (granted.method, granted.amount) == ("credit", Decimal(0))
    assert balance_of(order).due == Decimal("10.00")
    assert "sent" not in Mail.objects.get(kind="pieces_taken_off").subject
    assert is_clean()


def test_cancelling_the_rest_of_an_order_paid_in_part_does_both():
    order = confirm_order(order_id=OrderFactory().pk)
    pay(order, "16.00")
    send_parcel(order_id=order.pk, quantities={only_line(order): 1})

    cancel_pieces(order_id=order.pk, reason="Sold out.")

    granted, now = Refund.objects.get(), balance_of(order)
    assert (granted.credited, granted.amount) == (Decimal("10.00"), Decimal("6.00"))
    assert (now.due, now.held) == (Decimal(0), Decimal("10.00"))
    text = Mail.objects.get(kind="pieces_taken_off").text
    assert "We will refund £6.00 " in text
    assert "£4.00 is taken off what you have to pay. Nothing is left to pay." in text
    assert (granted.value, granted.lowered) == (Decimal("6.00"), Decimal("4.00"))
    assert is_clean()


def test_the_rest_of_an_order_whose_parcels_arrived_makes_it_delivered():
    order = partly_sent()
    deliver_parcel(shipment_id=Shipment.objects.get().pk)
    assert fresh(order).status == "confirmed"

    cancel_pieces(order_id=order.pk, reason="Sold out.")

    assert fresh(order).status == "delivered"
    assert is_clean()


def test_cancelling_the_last_piece_of_an_order_cancels_it():
    order = paid_order(shipping_method="standard")
    line = only_line(order)
    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")
    assert fresh(order).status == "confirmed"

    cancel_pieces(order_id=order.pk, pieces={line: 1}, reason="Sold out.")

    assert (fresh(order).status, balance_of(order).held) == ("cancelled", Decimal(0))
    assert "Sold out." in Mail.objects.get(kind="order_cancelled").text
    assert is_clean()


def test_the_form_posted_twice_cancels_once():
    order = paid_order(lines={pen().pk: 3})
    wish = {"pieces": {only_line(order): 1}, "reason": "Sold out.", "shown": 3}
    cancel_pieces(order_id=order.pk, **wish)

    with pytest.raises(AlreadyChanged, match="changed since you opened the form"):
        cancel_pieces(order_id=order.pk, **wish)

    assert (counts(order), Refund.objects.count()) == ((3, 0, 1, 2), 1)


@pytest.mark.parametrize(
    ("pieces", "reason", "sentence"),
    [
        (2, "x", "At most 1 of “Pen” can be cancelled"),
        (-1, "x", "At most 1 of “Pen” can be cancelled"),
        (0, "x", "Say which pieces are cancelled"),
        (1, " ", "Say why"),
    ],
)
def test_pieces_that_are_not_there_are_not_cancelled(pieces, reason, sentence):
    order = partly_sent(lines={pen().pk: 2})

    with pytest.raises(InvalidPieces, match=sentence):
        cancel_pieces(
            order_id=order.pk, pieces={only_line(order): pieces}, reason=reason
        )

    assert (counts(order), Refund.objects.count()) == ((2, 1, 0, 1), 0)


def test_an_order_on_its_way_has_no_rest_to_cancel():
    order = paid_order()
    ship_order(order_id=order.pk)

    with pytest.raises(IllegalStatus, match="is shipped"):
        cancel_pieces(order_id=order.pk, reason="x")

    assert not Refund.objects.exists()


def test_free_pieces_are_cancelled_without_a_refund():
    order = confirm_order(
        order_id=OrderFactory(lines={ProductFactory(price=0).pk: 2}).pk
    )
    send_parcel(order_id=order.pk, quantities={only_line(order): 1})

    cancel_pieces(order_id=order.pk, reason="Sold out.")

    assert (counts(order), Refund.objects.count()) == ((2, 1, 1, 0), 0)
    assert fresh(order).status == "shipped"
    assert not run_checks(tags=["orders"]).findings


def test_a_price_that_was_reduced_before_is_not_taken_off_twice():
    order = partly_sent()
    refund(order, extra=Decimal("15.00"))

    cancel_pieces(order_id=order.pk, reason="Sold out.")

    assert balance_of(order).credited == order.total
    assert balance_of(order).held == Decimal(0)
    assert is_clean()


def test_cancelled_pieces_name_their_refund_their_reason_and_their_shelf():
    order = partly_sent()
    before = stock_of(order)
    line = only_line(order)

    cancel_pieces(order_id=order.pk, reason="Broken here.", unsellable={line})

    row = TakenOff.objects.get()
    assert (row.refund, row.reason) == (Refund.objects.get(), "Broken here.")
    assert (row.is_restocked, stock_of(order)) == (False, before)


def test_an_unpaid_order_of_which_free_pieces_are_left_goes_on():
    """A transfer waits for its money; once nothing is due, it waits no more."""
    free, dear = ProductFactory(price=0), ProductFactory(price=10)
    order = OrderFactory(payment_method="bank_transfer", lines={free.pk: 1, dear.pk: 1})
    line = order.lines.get(product=dear)

    returned = cancel_pieces(
        order_id=order.pk, pieces={line.pk: 1}, reason="We have no other."
    )

    assert (returned.status, fresh(order).status) == ("confirmed", "confirmed")


def test_an_unpaid_order_of_which_something_is_due_goes_on_waiting():
    order = OrderFactory(payment_method="bank_transfer")
    line = only_line(order)

    returned = cancel_pieces(
        order_id=order.pk, pieces={line: 1}, reason="We have no other."
    )

    assert (returned.pk, returned.status) == (order.pk, "pending")


def test_refusals_name_the_order_and_what_was_asked():
    order = partly_sent()
    cancel_pieces(order_id=order.pk, reason="We have no other.")

    with pytest.raises(AlreadyChanged, match=order.number):
        cancel_pieces(order_id=order.pk, reason="Again.", shown=1)
    with pytest.raises(IllegalStatus, match=rf"{order.number}.*cancelled"):
        cancel_pieces(order_id=order.pk, reason="Again.")


def test_how_many_pieces_were_cancelled_is_logged():
    order = partly_sent()

    cancel_pieces(order_id=order.pk, reason="We have no other.")

    row = AuditEntry.objects.get(operation="orders.cancel_pieces")
    assert row.details["pieces"] == 1


def test_a_line_of_another_order_is_refused_in_a_sentence():
    order, other = partly_sent(), partly_sent()

    with pytest.raises(InvalidPieces, match=r"At most 0 of “\?” can be cancelled\."):
        cancel_pieces(order_id=order.pk, pieces={only_line(other): 1}, reason="No.")

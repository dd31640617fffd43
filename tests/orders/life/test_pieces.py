"""Pieces that are refunded before they are sent: nobody sends them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from database.audit.log import maintenance
from orders.errors import (
    IllegalStatus,
    InvalidParcel,
    PartlyShipped,
    RefundRefused,
)
from orders.ledger import balance_of
from orders.models import (
    Line,
    Mail,
    Order,
    Refund,
    Shipment,
    TakenOff,
)
from orders.services import (
    cancel_order,
    confirm_order,
    deliver_parcel,
    send_parcel,
    ship_order,
)
from shop.models import StockMovement
from tests.factories import OrderFactory
from tests.orders.making import paid_order, pen, refund
from tests.orders.pieces import (
    counts,
    fresh,
    is_clean,
    kinds,
    only_line,
    partly_sent,
    stock_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_piece_refunded_before_it_is_sent_is_not_sent():
    order = paid_order(lines={pen(stock_quantity=5).pk: 2})

    granted = refund(order, pieces={only_line(order): 1})

    assert granted.amount == Decimal("10.00")
    assert (counts(order), stock_of(order)) == ((2, 0, 1, 1), 4)
    ship_order(order_id=order.pk)
    assert Shipment.objects.get().lines.get().quantity == 1
    assert fresh(order).status == "shipped"
    assert is_clean()


def test_an_order_that_is_refunded_whole_is_cancelled_and_nothing_is_sent():
    order = paid_order(shipping_method="standard")

    refund(order, pieces={only_line(order): 2})

    assert (fresh(order).status, counts(order)) == ("cancelled", (2, 0, 2, 0))
    assert balance_of(order).held == Decimal(0), "its delivery is promised back too"
    assert not Order.objects.to_ship().exists()
    with pytest.raises(IllegalStatus):
        ship_order(order_id=order.pk)
    assert not Shipment.objects.exists()
    assert kinds(order).count("order_cancelled") == 1
    assert is_clean()


def test_lowering_an_unpaid_bill_takes_the_piece_off_too():
    order = confirm_order(order_id=OrderFactory().pk)
    before = stock_of(order)

    refund(order, pieces={only_line(order): 1}, method="credit")

    assert (counts(order), stock_of(order)) == ((2, 0, 1, 1), before + 1)
    assert balance_of(order).due == Decimal("10.00")
    mail = Mail.objects.get(kind="pieces_taken_off")
    assert "£10.00 is taken off what you have to pay. £10.00 is still to pay." in (
        mail.text
    )
    assert "sent £" not in mail.text
    assert not Mail.objects.filter(kind="refund_made").exists()


def test_the_mail_of_a_lowered_bill_does_not_speak_of_money_that_was_sent():
    order = confirm_order(order_id=OrderFactory().pk)
    ship_order(order_id=order.pk)

    refund(order, extra=Decimal("4.00"), method="credit")

    mail = Mail.objects.get(kind="bill_lowered")
    assert "We took £4.00 off what you have to pay" in mail.text
    assert "£16.00 is still to pay." in mail.text
    assert "on its way back" not in mail.text
    assert kinds(order)[-1] == "bill_lowered"


def test_broken_pieces_do_not_go_back_into_stock():
    order = paid_order()
    before, line = stock_of(order), only_line(order)

    refund(order, pieces={line: 1}, unsellable={line})

    assert (counts(order), stock_of(order)) == ((2, 0, 1, 1), before)
    assert not TakenOff.objects.get().is_restocked
    assert is_clean()


def test_cancelling_the_order_gives_back_only_what_is_still_on_it():
    order = paid_order(lines={pen(stock_quantity=9).pk: 5})
    line = only_line(order)
    refund(order, pieces={line: 1})
    refund(order, pieces={line: 1}, unsellable={line})

    cancel_order(order_id=order.pk)

    assert stock_of(order) == 8, "all but the broken one"
    back = StockMovement.objects.filter(reason="cancel").order_by("created_at")
    assert list(back.values_list("delta", flat=True)) == [1, 3]
    assert balance_of(order).granted == order.total
    assert is_clean()


def test_of_refunded_pieces_only_the_unsent_are_taken_off():
    order = paid_order(lines={pen(stock_quantity=9).pk: 3})
    line = only_line(order)
    send_parcel(order_id=order.pk, quantities={line: 1})

    refund(order, pieces={line: 2}, unsent={line: 1})

    assert (counts(order), stock_of(order)) == ((3, 1, 1, 1), 7)
    assert fresh(order).status == "confirmed"
    assert is_clean()


@pytest.mark.parametrize(
    ("pieces", "unsent", "sentence"),
    [
        (1, {}, "Some pieces of “Pen” have been sent. Say how many"),
        (1, 2, "between 0 and 1 have not been sent yet"),
        (2, 0, "exactly 1 have not been sent yet"),
    ],
)
def test_what_was_sent_is_not_guessed(pieces, unsent, sentence):
    order = partly_sent(lines={pen().pk: 2})
    line = only_line(order)
    wish = {line: unsent} if unsent != {} else {}

    with pytest.raises(RefundRefused, match=sentence):
        refund(order, pieces={line: pieces}, unsent=wish)

    assert counts(order) == (2, 1, 0, 1)
    assert not Refund.objects.exists()


def test_a_refund_for_what_was_sent_leaves_the_rest_to_be_sent():
    order = partly_sent()
    line = only_line(order)

    refund(order, pieces={line: 1}, unsent={line: 0})

    assert (counts(order), fresh(order).status) == ((2, 1, 0, 1), "confirmed")
    assert is_clean()


def test_the_rest_that_is_refunded_brings_the_order_to_its_end():
    """The lamp: a part is sent, and the rest is refunded as there is no other."""
    order = partly_sent()
    before, line = stock_of(order), only_line(order)

    refund(order, pieces={line: 1}, unsent={line: 1})

    assert (fresh(order).status, counts(order)) == ("shipped", (2, 1, 1, 0))
    assert stock_of(order) == before + 1
    deliver_parcel(shipment_id=Shipment.objects.get().pk)
    assert fresh(order).status == "delivered"
    assert is_clean()


def test_the_same_form_twice_takes_the_pieces_off_once():
    order = paid_order()
    line = only_line(order)

    first = refund(order, pieces={line: 1}, key="k")
    again = refund(order, pieces={line: 1}, key="k")

    assert (first, counts(order)) == (again, (2, 0, 1, 1))
    assert TakenOff.objects.count() == 1


def test_what_is_partly_sent_is_not_cancelled_whole_and_the_sentence_says_how():
    order = partly_sent()

    with pytest.raises(PartlyShipped, match="Use “Cancel the rest”") as refused:
        cancel_order(order_id=order.pk)

    assert "Write to us to cancel the rest" in refused.value.for_shopper
    assert fresh(order).status == "confirmed"


def test_more_than_is_left_is_not_sent_after_a_refund():
    order = paid_order(lines={pen().pk: 2})
    line = only_line(order)
    refund(order, pieces={line: 1})

    with pytest.raises(InvalidParcel, match="Only 1 piece of “Pen” is left to send"):
        send_parcel(order_id=order.pk, quantities={line: 2})

    assert not Shipment.objects.exists()


def test_the_database_refuses_more_pieces_than_were_ordered():
    order = partly_sent()

    with pytest.raises(IntegrityError):
        Line.objects.filter(order=order).update(taken_off_quantity=2)

    assert counts(order) == (2, 1, 0, 1)


def test_imported_pieces_never_took_stock_and_give_none_back():
    order = paid_order()
    before, line = stock_of(order), only_line(order)
    with maintenance("An imported line has no sale."):
        StockMovement.objects.filter(reason="sale").delete()

    refund(order, pieces={line: 1})

    assert (counts(order), stock_of(order)) == ((2, 0, 1, 1), before)

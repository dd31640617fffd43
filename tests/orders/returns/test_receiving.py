"""Parcels of a return: fewer pieces than asked for, damaged, or other ones."""

from decimal import Decimal
from uuid import uuid4

import pytest

from database.consistency.generic import run_checks
from orders.errors import ReturnRefused
from orders.ledger import balance_of
from orders.life.still_out import still_out
from orders.mails.returns import next_of_return
from orders.mails.sending import compose
from orders.models import Mail, Order, Return, ReturnArrival
from orders.returns.receiving import Arrived
from orders.returns.rules import returnable
from orders.services import receive_return, refuse_return, request_return
from shop.models import StockMovement
from tests.concurrency.racing import stock_of
from tests.factories import ProductFactory
from tests.orders.making import delivered_order, pen, refund
from tests.orders.returns.test_returns import approved, ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def goods():
    return pen(stock_quantity=10)


@pytest.fixture
def order(goods):
    """Three pens that arrived; seven are left in stock."""
    return delivered_order(lines={goods.pk: 3})


@pytest.fixture
def line(order):
    return order.lines.get()


@pytest.fixture
def row(order):
    """Return the approved return of all three."""
    return approved(order)


def came(row, line, pieces, restocked=0, **how):
    arrived = {line.pk: Arrived(pieces, restocked)}
    return receive_return(return_id=row.pk, came=arrived, **how)


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def left_to_ask(order):
    return [(one.line.name, one.pieces) for one in returnable(order)]


def fresh(order):
    return Order.objects.get(pk=order.pk)


def test_two_of_three_pieces_come_back(goods, order, line, row):
    done = came(row, line, 2, restocked=2)

    assert (done.status, stock_of(goods)) == ("partly", 9)
    assert (status_of(order), still_out(order)) == ("delivered", {line.pk: 1})
    assert run_checks(tags=["orders", "stock"]).findings == []


def test_the_third_can_still_come_in_a_later_parcel(goods, order, line, row):
    came(row, line, 2, restocked=2)
    assert left_to_ask(fresh(order)) == []

    done = came(row, line, 1, restocked=1)

    assert (done.status, stock_of(goods)) == ("received", 10)
    assert status_of(order) == "returned"
    movements = StockMovement.objects.filter(reason="return")
    assert sorted(movements.values_list("delta", flat=True)) == [1, 2]


def test_the_third_can_be_asked_for_again_once_nothing_more_comes(order, line, row):
    came(row, line, 2)
    receive_return(return_id=row.pk, came={}, is_all=True)
    assert left_to_ask(fresh(order)) == [("Pen", 1)]

    again = ask(fresh(order), {line.pk: 1})

    assert (again.status, status_of(order)) == ("requested", "delivered")


def test_a_parcel_may_close_the_return_at_once(order, line, row):
    done = came(row, line, 2, is_all=True)

    assert done.status == "received"
    assert left_to_ask(fresh(order)) == [("Pen", 1)]
    assert status_of(order) == "delivered"


def test_damaged_pieces_stay_out_of_stock(goods, order, line, row):
    came(row, line, 3, restocked=1)

    assert (stock_of(goods), status_of(order)) == (8, "returned")
    arrival = ReturnArrival.objects.get()
    movement = StockMovement.objects.get(reason="return")
    assert (movement.reference, movement.delta) == (f"return:{arrival.pk}", 1)


def test_without_being_told_all_that_was_asked_for_came(goods, order, row):
    done = receive_return(return_id=row.pk)

    assert (done.status, stock_of(goods), status_of(order)) == (
        "received",
        7,
        "returned",
    )


def test_pieces_that_nobody_asked_back_are_taken_too(goods):
    cup = ProductFactory(name="Cup", stock_quantity=5)
    order = delivered_order(lines={goods.pk: 1, cup.pk: 2})
    pens, cups = order.lines.get(product=goods), order.lines.get(product=cup)
    row = approved(order, {pens.pk: 1})

    done = receive_return(
        return_id=row.pk, came={cups.pk: Arrived(1, 1), pens.pk: Arrived(0)}
    )

    assert (done.status, stock_of(cup), stock_of(goods)) == ("partly", 4, 9)
    assert left_to_ask(fresh(order)) == [("Cup", 1)]
    assert [(one.line.name, one.asked, one.came) for one in done.comebacks] == [
        ("Pen", 1, 0),
        ("Cup", 0, 1),
    ]


def test_an_order_is_returned_when_its_returns_together_brought_it_all(order, line):
    first, second = approved(order, {line.pk: 1}), approved(order, {line.pk: 2})

    came(first, line, 1)
    assert status_of(order) == "delivered"
    came(second, line, 2)

    assert status_of(order) == "returned"


@pytest.mark.parametrize(
    ("pieces", "restocked", "sentence"),
    [
        (4, 0, "The customer still has only 3 pieces of “Pen”."),
        (2, 3, "2 of “Pen” came, so no more than that can be sold again."),
        (-1, 0, "The pieces of “Pen” cannot be fewer than 0."),
        (0, 0, "Say which pieces are in the parcel."),
    ],
)
def test_what_cannot_be_is_refused(goods, line, row, pieces, restocked, sentence):
    with pytest.raises(ReturnRefused, match=sentence):
        came(row, line, pieces, restocked)

    row.refresh_from_db()
    assert (row.status, stock_of(goods)) == ("approved", 7)
    assert not ReturnArrival.objects.exists()


def test_a_line_of_another_order_is_refused(row):
    other = delivered_order().lines.get()

    with pytest.raises(ReturnRefused, match="not belong to this order"):
        came(row, other, 1)


def test_a_return_of_which_nothing_comes_is_closed_and_can_be_asked_again(order, row):
    assert left_to_ask(fresh(order)) == []

    done = receive_return(return_id=row.pk, came={}, is_all=True)

    assert (done.status, done.received_at) == ("closed", None)
    assert left_to_ask(fresh(order)) == [("Pen", 3)]
    assert next_of_return(done).startswith("Nothing came back")
    assert run_checks(tags=["returns"]).findings == []


def test_a_return_whose_pieces_came_with_another_can_be_closed(order, line):
    first, second = approved(order, {line.pk: 2}), approved(order, {line.pk: 1})
    came(first, line, 3)

    with pytest.raises(
        ReturnRefused, match="The customer no longer has any pieces of “Pen”"
    ):
        receive_return(return_id=second.pk)
    done = receive_return(return_id=second.pk, came={}, is_all=True)

    assert (done.status, status_of(order)) == ("closed", "returned")


def test_the_same_parcel_is_recorded_once(goods, line, row):
    came(row, line, 1, restocked=1, position=1)

    with pytest.raises(
        ReturnRefused, match=r"Parcel 1 of return .* has already been recorded"
    ):
        came(row, line, 1, restocked=1, position=1)

    assert stock_of(goods) == 8


@pytest.mark.parametrize("end", ["asked for", "refused", "received"])
def test_a_return_that_nothing_is_awaited_of_takes_no_parcel(order, line, end):
    row = ask(order, {line.pk: 1})
    if end == "refused":
        refuse_return(return_id=row.pk, answer="It was worn.")
    if end == "received":
        row = approved(order, {line.pk: 1})
        receive_return(return_id=row.pk)
    before = ReturnArrival.objects.count()

    with pytest.raises(ReturnRefused, match=f"is {end}, so nothing was changed"):
        receive_return(return_id=row.pk)

    assert ReturnArrival.objects.count() == before


def test_the_mail_names_what_came_and_what_is_missing(line, row):
    came(row, line, 2)

    letter = compose(Mail.objects.get(kind="return_received"))

    assert "Back with us: 2 × Pen. Next: we check it and refund you by" in letter.text
    assert "We are still waiting for 1 × Pen." in letter.text


def test_each_parcel_has_a_mail_of_its_own(line, row):
    came(row, line, 2)
    came(row, line, 1)

    rows = Mail.objects.filter(kind="return_received").order_by("created_at")
    assert [mail.context["rows"] for mail in rows] == [[[2, "Pen"]], [[1, "Pen"]]]


def test_once_nothing_more_is_awaited_nothing_is_promised_of_it(line, row):
    came(row, line, 2)
    done = receive_return(return_id=row.pk, came={}, is_all=True)

    said = next_of_return(done)

    assert "Not in the parcel, so not counted as sent back: 1 × Pen." in said
    assert Mail.objects.filter(kind="return_received").count() == 1


def test_each_parcel_asks_for_its_own_refund(order, line, row):
    done = came(row, line, 2)
    assert done.waits_for_refund(done.refunds.all())
    refund(order, pieces={line.pk: 2}, returned=row)
    done = Return.objects.get(pk=row.pk)
    assert not done.waits_for_refund(done.refunds.all())

    done = came(row, line, 1)

    assert done.waits_for_refund(done.refunds.all())
    assert balance_of(order).held == Decimal("10.00")


def test_a_request_counts_what_came_without_being_asked_for(order, line):
    row = approved(order, {line.pk: 1})
    came(row, line, 2)

    with pytest.raises(ReturnRefused, match="Only 1 piece of “Pen” can be sent back"):
        request_return(
            order_id=order.pk,
            pieces={line.pk: 2},
            reason="unwanted",
            key=uuid4().hex,
        )

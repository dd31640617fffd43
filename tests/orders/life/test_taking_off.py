"""Pieces that come off an order: which of the refunded, how many, and their stock."""

from uuid import UUID

import pytest

from orders.errors import InvalidPieces, RefundRefused
from orders.ledger.refunds import grant
from orders.life.stock_of_orders import lines_that_took_stock, moves_back
from orders.life.taking_off import take_off, unsent_of
from orders.models import Line, TakenOff
from orders.status import Status
from shop.models import StockMovement
from shop.services.stock import Move
from tests.orders.ledger.granting import line_of, paid, wish
from tests.orders.making import pen

pytestmark = pytest.mark.django_db


def order_of_five(shipped=0, taken_off=0):
    """Return a paid order of five pens of nine, of which so many are gone."""
    order = paid("50.00", lines={pen(stock_quantity=9).pk: 5})
    order.lines.update(shipped_quantity=shipped, taken_off_quantity=taken_off)
    return order


def unsent(order, pieces, answer=None, **fields):
    line = line_of(order)
    answers = {} if answer is None else {line: answer}
    found = unsent_of(order, wish(pieces={line: pieces}, unsent=answers, **fields))
    assert found.keys() <= {line}
    return found.get(line, 0)


def stock_of(order):
    return order.lines.get().product.stock_quantity


def taken(order):
    return order.lines.get().taken_off_quantity


@pytest.mark.parametrize(
    ("shipped", "taken_off", "pieces", "found"),
    [(0, 0, 2, 2), (5, 0, 2, 0), (4, 0, 5, 1), (2, 0, 5, 3), (4, 1, 3, 0)],
)
def test_what_can_only_be_one_thing_is_not_asked(shipped, taken_off, pieces, found):
    assert unsent(order_of_five(shipped, taken_off), pieces) == found


@pytest.mark.parametrize("answer", [0, 1, 2])
def test_where_both_can_be_meant_the_answer_counts(answer):
    assert unsent(order_of_five(shipped=3), 2, answer) == answer


@pytest.mark.parametrize(
    ("pieces", "answer", "sentence"),
    [
        (
            2,
            None,
            "Some pieces of “Pen” have been sent. Say how many of the refunded pieces",
        ),
        (
            2,
            3,
            (
                "Of the refunded pieces of “Pen”, between 0 and 2 have not been "
                "sent yet."
            ),
        ),
        (
            2,
            -1,
            (
                "Of the refunded pieces of “Pen”, between 0 and 2 have not been "
                "sent yet."
            ),
        ),
        (5, 1, "Of the refunded pieces of “Pen”, exactly 2 have not been sent yet."),
    ],
)
def test_an_answer_that_cannot_be_is_refused(pieces, answer, sentence):
    with pytest.raises(RefundRefused, match=sentence):
        unsent(order_of_five(shipped=3), pieces, answer)


def test_of_a_return_as_few_as_can_be_are_not_sent():
    assert unsent(order_of_five(shipped=3), 4, returned=object()) == 1


def test_pieces_that_were_refunded_before_were_the_sent_ones():
    order = order_of_five(shipped=2)
    grant(order, wish("before", pieces={line_of(order): 1}))

    assert unsent(order, 4) == 3


def test_pieces_that_left_since_the_form_was_shown_are_not_guessed():
    order = order_of_five(shipped=1)
    line = line_of(order)

    assert unsent(order, 5, shown={line: 4}) == 4
    with pytest.raises(RefundRefused, match="“Pen” was sent, refunded or cancelled"):
        unsent(order, 5, shown={line: 5})


def test_lines_of_which_nothing_is_wished_are_left_out():
    order = paid("30.00", lines={pen().pk: 1, pen().pk: 2})
    first, second = order.lines.all()

    pieces = {first.pk: 0, second.pk: second.quantity}
    found = unsent_of(order, wish(pieces=pieces, shown={first.pk: 99}))

    assert found == {second.pk: second.quantity}


def test_pieces_that_come_off_are_counted_and_back_in_stock():
    order = order_of_five()
    refund = grant(order, wish(pieces={line_of(order): 2}))

    (row,) = take_off(order, {line_of(order): 2}, refund=refund, reason=" " + "r" * 201)

    stored = TakenOff.objects.get()
    assert stored == row
    assert (stored.line_id, stored.quantity) == (line_of(order), 2)
    assert (stored.is_restocked, stored.refund, stored.reason) == (
        True,
        refund,
        "r" * 200,
    )
    assert (taken(order), stock_of(order)) == (2, 6)
    moved = StockMovement.objects.get(reason="cancel")
    assert (moved.delta, moved.reference) == (2, row.stock_reference)


def test_unsellable_pieces_come_off_and_stay_out_of_stock():
    order = order_of_five()
    line = line_of(order)

    (row,) = take_off(order, {line: 2}, unsellable={line})

    assert (row.is_restocked, row.refund, row.reason) == (False, None, "")
    assert (taken(order), stock_of(order)) == (2, 4)


def test_pieces_that_never_took_stock_give_none_back():
    order = order_of_five()
    order.lines.update(id=UUID(int=7))

    (row,) = take_off(order, {UUID(int=7): 1})

    assert (row.is_restocked, stock_of(order)) == (False, 4)


def test_no_pieces_come_off_without_any_trace():
    assert take_off(order_of_five(), {}) == []
    assert not TakenOff.objects.exists()


@pytest.mark.parametrize("count", [0, -1])
def test_pieces_that_are_none_do_not_come_off(count):
    order = order_of_five()

    with pytest.raises(InvalidPieces, match=r"Choose pieces from this order\."):
        take_off(order, {line_of(order): count})
    assert (taken(order), stock_of(order)) == (0, 4)


def test_pieces_of_another_order_do_not_come_off():
    order, other = order_of_five(), order_of_five()

    with pytest.raises(InvalidPieces, match=r"Choose pieces from this order\."):
        take_off(order, {line_of(order): 1, line_of(other): 1})
    assert not TakenOff.objects.exists()


@pytest.mark.parametrize(
    ("shipped", "off", "sentence"),
    [
        (3, 1, "Only 1 piece of “Pen” is not sent yet."),
        (2, 1, "Only 2 pieces of “Pen” are not sent yet."),
        (4, 1, "Only 0 pieces of “Pen” are not sent yet."),
    ],
)
def test_no_more_pieces_come_off_than_are_left(shipped, off, sentence):
    order = order_of_five(shipped, off)
    left = 5 - shipped - off

    with pytest.raises(InvalidPieces) as refusal:
        take_off(order, {line_of(order): left + 1})
    assert (str(refusal.value), taken(order)) == (sentence, off)
    if left:
        take_off(order, {line_of(order): left})
        assert taken(order) == off + left


def test_nothing_comes_off_an_order_that_is_on_its_way_without_parcels():
    order = order_of_five()
    order.status = Status.SHIPPED

    with pytest.raises(InvalidPieces, match=r"Only 0 pieces of “Pen” are not sent"):
        take_off(order, {line_of(order): 1})
    assert (taken(order), stock_of(order)) == (0, 4)


def test_cancelling_puts_back_what_is_still_on_the_order():
    order, other = order_of_five(taken_off=2), order_of_five(taken_off=5)
    line = order.lines.get()

    assert moves_back([order, other]) == {
        order.pk: [Move(line.product_id, 3, line.stock_reference)],
        other.pk: [],
    }


def test_a_line_took_stock_where_a_sale_names_it():
    order, other = order_of_five(), order_of_five()
    sold, imported = order.lines.get(), Line(pk=UUID(int=7))
    StockMovement.objects.create(
        product=sold.product,
        delta=1,
        reason="cancel",
        reference=imported.stock_reference,
        balance_after=5,
    )

    assert lines_that_took_stock([sold, imported]) == {sold.pk}
    assert lines_that_took_stock([]) == set()
    assert other.lines.get().pk not in lines_that_took_stock([sold])


def test_pieces_come_off_their_own_line_alone():
    order, other = order_of_five(), order_of_five()

    take_off(order, {line_of(order): 2})

    assert (taken(order), taken(other)) == (2, 0)


def test_of_pieces_that_are_off_already_none_can_be_meant():
    """Five, one of them off and two sent: of the last four at least one was sent."""
    with pytest.raises(RefundRefused, match="between 1 and 2 have not been sent yet"):
        unsent(order_of_five(shipped=2, taken_off=1), 4, 0)


def test_cancelling_puts_nothing_back_that_never_took_stock():
    order = order_of_five()
    order.lines.update(id=UUID(int=7))

    assert moves_back([order]) == {order.pk: []}


def test_a_sale_of_another_line_is_not_this_lines():
    order_of_five()

    assert lines_that_took_stock([Line(pk=UUID(int=7))]) == set()


def test_pieces_that_were_refunded_before_are_counted_and_not_their_price():
    order = order_of_five(shipped=2)
    grant(order, wish("before", pieces={line_of(order): 1}))

    with pytest.raises(RefundRefused, match="Say how many of the refunded pieces"):
        unsent(order, 3)

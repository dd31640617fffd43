"""Stock changes in one place: exactly by what moved, or not at all."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.errors import OutOfStock, StockError
from shop.models import Product, StockMovement
from shop.services import adjust_stock, set_stock
from shop.services.stock import (
    MAX_STOCK,
    Move,
    find_shortages,
    guarded_take,
    return_stock,
    sale_movements,
    take_stock,
)
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=1)


@pytest.fixture
def pen():
    ProductFactory(name="Ink", stock_quantity=10)
    return ProductFactory(name="Pen", stock_quantity=10, sales_count=3)


def counts(product):
    """Return (in stock, sold)."""
    rows = Product.all_objects.values_list("stock_quantity", "sales_count")
    return rows.get(pk=product.pk)


def others_are_as_they_were():
    (ink,) = Product.objects.filter(name="Ink")
    return counts(ink) == (10, 0)


def booked(product):
    """Return what was booked since its opening."""
    rows = StockMovement.objects.filter(product=product).exclude(reason="opening")
    fields = ("delta", "reason", "reference", "note", "balance_after")
    return list(rows.order_by("created_at", "id").values_list(*fields))


def short(shortage):
    return shortage.product_id, shortage.wanted, shortage.available


def test_taking_all_that_is_there_leaves_nothing(pen):
    assert take_stock([Move(pen.pk, 10, "a")]) == {pen.pk: 0}
    assert counts(pen) == (0, 13)
    assert others_are_as_they_were()


def test_two_lines_of_a_product_are_taken_together(pen):
    assert take_stock([Move(pen.pk, 2, "a"), Move(pen.pk, 3, "b")]) == {pen.pk: 5}
    assert counts(pen) == (5, 8)


def test_one_piece_more_than_is_there_is_not_taken(pen):
    with pytest.raises(OutOfStock) as refusal:
        take_stock([Move(pen.pk, 11, "a")])

    assert [short(one) for one in refusal.value.missing] == [(pen.pk, 11, 10)]
    assert counts(pen) == (10, 3)


def test_what_the_same_order_took_counts_as_there_until_it_is_given_back(pen):
    first, second = sorted([pen.pk, ProductFactory(stock_quantity=1).pk])
    stock = dict(Product.objects.values_list("pk", "stock_quantity"))
    moves = [Move(first, stock[first], "a"), Move(second, stock[second] + 1, "b")]

    with pytest.raises(OutOfStock) as refusal:
        take_stock(moves)

    assert [short(one) for one in refusal.value.missing] == [
        (second, stock[second] + 1, stock[second])
    ]


def test_the_guarded_take_says_what_is_left(pen):
    assert guarded_take(pen.pk, 4) == 6
    assert guarded_take(pen.pk, 7) is None
    assert counts(pen) == (6, 7)


def test_pieces_are_sold_from_the_moment_that_their_product_is_published(pen):
    noon = datetime(2030, 5, 4, 12, tzinfo=UTC)
    Product.objects.filter(pk=pen.pk).update(published_at=noon)

    with time_machine.travel(noon - timedelta(seconds=1), tick=False):
        assert guarded_take(pen.pk, 4) is None
    with time_machine.travel(noon, tick=False):
        assert guarded_take(pen.pk, 4) == 6


def test_each_line_of_a_sale_has_a_movement_with_its_own_balance(pen):
    moves = [Move(pen.pk, 2, "a"), Move(pen.pk, 3, "b")]

    rows = sale_movements(moves, take_stock(moves))

    assert [
        (row.product_id, row.delta, row.reason, row.reference, row.balance_after)
        for row in rows
    ] == [(pen.pk, -2, "sale", "a", 8), (pen.pk, -3, "sale", "b", 5)]


def test_pieces_that_come_back_are_in_stock_and_not_sold(pen):
    return_stock([Move(pen.pk, 1, "a"), Move(pen.pk, 2, "b")])

    assert counts(pen) == (13, 0)
    assert booked(pen) == [(1, "cancel", "a", "", 11), (2, "cancel", "b", "", 13)]
    assert others_are_as_they_were()


def test_pieces_come_back_for_the_reason_that_is_given(pen):
    return_stock([Move(pen.pk, 1, "a")], reason=StockMovement.Reason.RETURN)

    assert booked(pen) == [(1, "return", "a", "", 11)]


def test_pieces_of_a_deleted_product_come_back_too(pen):
    pen.soft_delete()

    return_stock([Move(pen.pk, 1, "a")])

    assert counts(pen) == (11, 2)


def test_the_same_pieces_come_back_once(pen):
    return_stock([Move(pen.pk, 1, "a")])

    with pytest.raises(IntegrityError), transaction.atomic():
        return_stock([Move(pen.pk, 1, "a")])
    assert counts(pen) == (11, 2)


def test_a_shortage_is_what_is_wanted_beyond_what_is_there(pen):
    moves = [Move(pen.pk, 6, "a"), Move(pen.pk, 5, "b")]

    (shortage,) = find_shortages(moves)

    assert short(shortage) == (pen.pk, 11, 10)
    assert shortage.product == pen
    assert find_shortages([Move(pen.pk, 10, "a")]) == []


def test_a_shortage_reads_no_product_but_those_that_are_wanted(pen):
    ProductFactory()

    with CaptureQueriesContext(connection) as read:
        find_shortages([Move(pen.pk, 11, "a")])

    (query,) = read.captured_queries
    assert " IN (" in query["sql"]


def test_what_is_not_sold_is_missing_whatever_is_in_stock():
    draft = ProductFactory(status="draft")

    (of_draft,) = find_shortages([Move(draft.pk, 1, "a")])
    (of_nobody,) = find_shortages([Move(NOBODY, 1, "b")])

    assert short(of_draft) == (draft.pk, 1, 0)
    assert (short(of_nobody), of_nobody.product) == ((NOBODY, 1, 0), None)


@pytest.mark.parametrize("delta", [4, -10])
def test_a_change_is_booked_with_its_reason(pen, delta):
    adjust_stock(product_id=pen.pk, delta=delta, reason=" Counted ", reference="f1")

    assert counts(pen) == (10 + delta, 3)
    assert booked(pen) == [(delta, "adjustment", "f1", "Counted", 10 + delta)]
    assert others_are_as_they_were()


def test_a_reason_is_kept_to_its_200th_letter(pen):
    adjust_stock(product_id=pen.pk, delta=1, reason="x" * 201)

    assert booked(pen) == [(1, "adjustment", None, "x" * 200, 11)]


def test_changes_without_a_reference_are_changes_of_their_own(pen):
    adjust_stock(product_id=pen.pk, delta=1, reason="Counted")
    adjust_stock(product_id=pen.pk, delta=1, reason="Counted")

    assert counts(pen) == (12, 3)


def test_changes_with_references_of_their_own_both_count(pen):
    for reference in ("f1", "f2"):
        adjust_stock(product_id=pen.pk, delta=1, reason="Counted", reference=reference)

    assert counts(pen) == (12, 3)


def test_a_reference_of_another_reason_is_no_change_that_was_booked(pen):
    return_stock([Move(pen.pk, 1, "f1")])

    adjust_stock(product_id=pen.pk, delta=1, reason="Counted", reference="f1")

    assert counts(pen) == (12, 2)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"delta": 0}, r"The change is 0\."),
        ({"reason": " "}, r"Say why the stock is changing\."),
        ({"delta": -11}, r"10 of “Pen” are in stock, so -11 is not possible\."),
        ({"delta": MAX_STOCK - 9}, r"so \+1999999991 is not possible\."),
        ({"product_id": NOBODY}, r"This product no longer exists\."),
    ],
)
def test_a_change_that_is_none_is_refused(pen, fields, sentence):
    with pytest.raises(StockError, match=sentence):
        adjust_stock(**{"product_id": pen.pk, "delta": 1, "reason": "Counted"} | fields)
    assert (counts(pen), booked(pen)) == ((10, 3), [])


def test_a_form_posted_twice_changes_the_stock_once(pen):
    form = {"product_id": pen.pk, "delta": 2, "reason": "Counted", "reference": "f1"}
    adjust_stock(**form)

    with pytest.raises(StockError, match="already been booked"), transaction.atomic():
        adjust_stock.__wrapped__(**form)
    assert counts(pen) == (12, 3)


def test_stock_is_filled_to_the_most_that_can_be_counted(pen):
    adjust_stock(product_id=pen.pk, delta=MAX_STOCK - 10, reason="Counted")

    assert counts(pen) == (2_000_000_000, 3)
    adjust_stock(product_id=pen.pk, delta=-1, reason="Broken")
    assert counts(pen) == (1_999_999_999, 3)


@pytest.mark.parametrize("quantity", [0, 9, 11])
def test_what_was_counted_on_the_shelf_is_in_stock(pen, quantity):
    fields = {"quantity": quantity, "stock_was": 10, "reason": "Counted"}

    movement = set_stock(product_id=pen.pk, **fields)

    assert counts(pen) == (quantity, 3)
    assert (movement.delta, movement.balance_after) == (quantity - 10, quantity)
    assert booked(pen) == [(quantity - 10, "adjustment", None, "Counted", quantity)]


def test_stock_that_changed_since_it_was_seen_is_not_set(pen):
    with pytest.raises(StockError, match="10 of “Pen” are in stock"):
        set_stock(product_id=pen.pk, quantity=8, stock_was=9, reason="Counted")
    assert (counts(pen), booked(pen)) == ((10, 3), [])


def test_the_stock_that_is_there_already_is_no_change(pen):
    assert (
        set_stock(product_id=pen.pk, quantity=10, stock_was=10, reason="Counted")
        is None
    )
    assert booked(pen) == []

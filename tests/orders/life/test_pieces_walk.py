"""Refunds, parcels, cancelled pieces and returns in every order of each other.

An order of two lines of two. Each step moves one piece. After each, the books are
looked at: every piece is somewhere, stock and money follow, and nothing waits that
needs nothing. Of equal states one is walked on from; the two lines are alike.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from database.consistency.generic import run_checks
from orders.admin.orders.steps import advise
from orders.admin.reports.figures import queues
from orders.errors import OrderError
from orders.ledger import balance_of
from orders.ledger.refunds import Wish
from orders.mails.expectations import next_step
from orders.models import (
    Line,
    Order,
    PaymentEntry,
    Refund,
    RefundLine,
    TakenOff,
)
from orders.returns.receiving import Arrived
from orders.returns.rules import returnable
from orders.services import (
    approve_return,
    cancel_pieces,
    confirm_order,
    receive_return,
    refund_order,
    request_return,
    send_parcel,
)
from shop.models import Product, StockMovement
from tests.factories import OrderFactory, ProductFactory
from tests.orders.making import paid_order

pytestmark = pytest.mark.django_db
STOCK = 10
ENDS = ("cancelled", "returned", "delivered", "shipped")


def new_order(kind: str) -> Order:
    """Return a confirmed order of 2 × 3.335 twice, paid or on invoice."""
    products = [
        ProductFactory(price=Decimal("3.3350"), stock_quantity=STOCK) for _ in range(2)
    ]
    lines = {product.pk: 2 for product in products}
    if kind == "paid":
        return paid_order(lines=lines, shipping_method="standard")
    order = OrderFactory(lines=lines, shipping_method="standard")
    return confirm_order(order_id=order.pk)


def steps(order: Order) -> Iterator[Callable[[], object]]:
    """Yield every step of one piece that the order allows in this state."""
    order = Order.objects.get(pk=order.pk)
    back = {found.line.pk for found in returnable(order)}
    for line in unlike(order):
        piece = {line.pk: 1}
        if order.status == "confirmed" and line.to_ship:
            yield partial(send_parcel, order_id=order.pk, quantities=piece)
        if line.to_ship:
            yield partial(cancel, order, piece)
            yield partial(refund, order, piece, unsent=1)
            yield partial(refund, order, piece, unsent=1, broken=True)
        if line.shipped_quantity:
            yield partial(refund, order, piece, unsent=0)
        if line.pk in back:
            yield partial(send_back, order, piece)


def unlike(order: Order) -> list[Line]:
    """Return the lines, or the first alone where nothing tells the two apart."""
    first, second = order.lines.all()
    return [first] if state_of_line(first) == state_of_line(second) else [first, second]


def cancel(order, piece):
    cancel_pieces(order_id=order.pk, pieces=piece, reason="Sold out.")


def refund(order, piece, *, unsent, broken=False):
    """Refund a piece: money back where some is here, else a lower bill."""
    (line,) = piece
    is_here = balance_of(order).held > 0
    wish = Wish(
        uuid4().hex,
        "Broken",
        pieces=piece,
        unsent={line: unsent},
        unsellable={line} if broken else (),
        method=Refund.Method.ORIGINAL if is_here else Refund.Method.CREDIT,
    )
    refund_order(order_id=order.pk, wish=wish)


def send_back(order, piece):
    """Return a piece, through all its steps, and sell it again."""
    row = request_return(
        order_id=order.pk, pieces=piece, reason="unwanted", key=uuid4().hex
    )
    approve_return(return_id=row.pk, answer="Gladly.")
    receive_return(return_id=row.pk, came={line: Arrived(1, 1) for line in piece})


def returned_pieces(line) -> int:
    return sum(row.restocked for row in line.return_arrivals.all())


def state_of(order: Order) -> tuple:
    """Return what decides everything that follows, the same for either line."""
    order, now = Order.objects.get(pk=order.pk), balance_of(order)
    lines = sorted(state_of_line(line) for line in order.lines.all())
    return (order.status, now.credited, now.granted, *lines)


def state_of_line(line: Line) -> tuple[int, ...]:
    return (
        line.shipped_quantity,
        line.taken_off_quantity,
        sum(row.quantity for row in line.taken_off.filter(is_restocked=True)),
        sum(row.quantity for row in line.refund_lines.all()),
        returned_pieces(line),
    )


def look(order: Order, tags: list[str]) -> None:
    """Assert that the books are right, and that the order knows what comes next."""
    order = Order.objects.for_page().get(pk=order.pk)
    for line in order.lines.all():
        assert_pieces(order, line)
    assert_money(order)
    found = run_checks(tags=tags).findings
    assert [(one.id, one.object) for one in found] == []
    waits = order.status == "confirmed" and order.pieces_to_ship > 0
    assert (queues().to_ship, Order.objects.to_ship().exists()) == (waits, waits)
    assert waits or order.status in ENDS
    advice = advise(order, pieces=order.pieces_to_ship)
    assert advice.sends_parcel == waits
    assert next_step(Order.objects.get(pk=order.pk)).sentence


def assert_pieces(order: Order, line) -> None:
    """Assert that every piece is sent, to be sent or taken off; or was never sent."""
    somewhere = line.shipped_quantity + line.to_ship + line.taken_off_quantity
    never_sent = line.kept_quantity if order.status == "cancelled" else 0
    assert somewhere + never_sent == line.quantity == 2
    rows = TakenOff.objects.filter(line=line)
    assert sum(row.quantity for row in rows) == line.taken_off_quantity
    back = sum(row.quantity for row in rows if row.is_restocked) + never_sent
    stock = Product.objects.get(pk=line.product_id).stock_quantity
    assert stock == STOCK - 2 + back + returned_pieces(line)
    moves = StockMovement.objects.filter(product=line.product_id)
    assert sum(move.delta for move in moves) == stock


def assert_money(order: Order) -> None:
    """Assert that the ledger, the refunds and their lines come to the same."""
    now, rows = balance_of(order), Refund.objects.filter(order=order)
    taken = PaymentEntry.objects.filter(order=order, kind="captured")
    assert now.held == sum(row.amount for row in taken) - sum(r.amount for r in rows)
    assert now.held >= 0
    assert now.credited == sum(row.credited for row in rows) <= order.total
    pieces = RefundLine.objects.filter(refund__order=order)
    worth = {1: Decimal("3.34"), 2: Decimal("6.67")}
    for line in order.lines.all():
        mine = [row for row in pieces if row.line_id == line.pk]
        count, amount = sum(r.quantity for r in mine), sum(r.amount for r in mine)
        assert amount == worth.get(count, 0)
        assert count <= line.shipped_quantity + line.taken_off_quantity
    if order.status == "cancelled":
        assert now.held == 0


def walk(order: Order, depth: int, tags: list[str]) -> int:
    """Take every step from every state that is new; return how many states there are.

    Each step within a savepoint of its own, so that the next starts where it did. Raw
    ones: the services open the outermost transaction, and would refuse to be nested.
    """
    seen = {}

    def go_on(left: int) -> None:
        state = state_of(order)
        if seen.get(state, -1) >= left:
            return
        if state not in seen:
            look(order, tags)
        seen[state] = left
        for step in steps(order) if left else ():
            before = transaction.savepoint()
            try:
                step()
            except OrderError:
                # A refusal is an answer; what it must not do is change anything.
                assert state_of(order) == state
            else:
                go_on(left - 1)
            transaction.savepoint_rollback(before)

    go_on(depth)
    return len(seen)


# Three steps take ten seconds, most of them in states that two have seen.
@pytest.mark.parametrize(
    ("depth", "states"), [(2, 17), pytest.param(3, 40, marks=pytest.mark.thorough)]
)
def test_a_few_steps_in_every_order_keep_the_books(depth, states):
    tags = ["pieces", "parcels", "returns"]

    assert walk(new_order("paid"), depth, tags) > states


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["paid", "invoice"])
def test_five_steps_in_every_order_keep_the_books(kind):
    assert walk(new_order(kind), 5, ["orders", "shop"]) > 100

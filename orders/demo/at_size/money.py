"""What came back of the orders of a shop at size, and what each order comes to.

The parts of a refund, its credit note and the balance come from the functions that
refund a real order.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from orders.demo.at_size.batch import COLUMNS, Batch
from orders.demo.at_size.numbers import number_of
from orders.demo.at_size.purchases import By, Purchase
from orders.demo.at_size.scale import MOST
from orders.demo.at_size.shelves import Comeback, Shelves
from orders.demo.comebacks import (
    BEGUN,
    REASONS,
    Begun,
    begin_to_send_back,
    granted,
    is_paid_out,
    paid_out,
    send_back,
    shipping_worth,
)
from orders.demo.doers import Doers
from orders.ledger.entries import Balance
from orders.ledger.refunds import PREFIX, credit_note_of
from orders.models import (
    Line,
    Order,
    PaymentBalance,
    Refund,
    Return,
    ReturnArrival,
)
from orders.prices.quote import ZERO
from orders.status import Status
from shop.models import StockMovement

# Of the delivered orders of the last weeks, how many are on their way back; of the
# older ones, how many came with something broken, and how long that took.
LATELY, BEGUN_SHARE = (timedelta(days=1), timedelta(days=20)), 0.04
BROKEN, BROKEN_SHARE = BEGUN[2], 0.012
TIME_FOR_BROKEN = timedelta(days=8)


class Comebacks:
    """Notes down the returns and refunds of an order, and its balance."""

    def __init__(
        self, batch: Batch, shelves: Shelves, doers: Doers, until: datetime
    ) -> None:
        self._batch, self._shelves = batch, shelves
        self._doers, self._until = doers, until
        self._clerk: By = (doers.staff["fulfilment"].pk, "")

    def note(
        self,
        purchase: Purchase,
        rows: tuple[tuple, list[tuple]],
        paid_at: datetime | None,
        random: Random,
    ) -> None:
        """Note down what came back of the order, and its balance if it has one."""
        arrived, chance = purchase.steps.get(Status.DELIVERED), random.random()
        refund = None
        if purchase.status == Status.RETURNED:
            refund = self._whole(purchase, rows, is_paid=paid_at is not None)
        elif purchase.status == Status.DELIVERED and arrived:
            age = self._until - arrived
            if LATELY[0] < age < LATELY[1] and chance < BEGUN_SHARE:
                self._begin(purchase, rows, arrived)
            elif age > LATELY[1] and chance < BROKEN_SHARE:
                refund = self._broken(purchase, rows, arrived, paid_at)
        if paid_at or refund:
            captured = purchase.quote.total if paid_at else ZERO
            self._balance(purchase, captured, refund)

    def _whole(
        self, purchase: Purchase, rows: tuple[tuple, list[tuple]], *, is_paid: bool
    ) -> Refund:
        order, lines = _objects(*rows)
        reason = REASONS[purchase.serial % len(REASONS)]
        returned, asked, came = send_back(
            order, lines, purchase.steps, reason, self._doers
        )
        self._note_return(purchase, [returned, *asked], came)
        back = [(line, line.quantity) for line in lines]
        shipping = shipping_worth(order)
        return self._refund(purchase, returned, back, shipping, is_paid=is_paid)

    def _begin(
        self, purchase: Purchase, rows: tuple[tuple, list[tuple]], arrived: datetime
    ) -> None:
        """Leave a line on its way back, at some stage, or never to come."""
        lines = _objects(*rows)[1]
        begun = BEGUN[purchase.serial % len(BEGUN)]
        line = max(lines, key=lambda line: line.quantity)
        if begun.status == Return.Status.PARTLY and line.quantity == 1:
            begun = BEGUN[-1]
        self._come(purchase, line, begun, (arrived, self._until))

    def _broken(
        self,
        purchase: Purchase,
        rows: tuple[tuple, list[tuple]],
        arrived: datetime,
        paid_at: datetime | None,
    ) -> Refund | None:
        """Take back a broken line, and pay for it; it is not sold again."""
        ended = arrived + TIME_FOR_BROKEN
        line = _objects(*rows)[1][0]
        if not line.line_total or not paid_at or paid_at > ended:
            return None
        returned = self._come(purchase, line, BROKEN, (arrived, ended))
        back = [(line, line.quantity)]
        return self._refund(purchase, returned, back, ZERO, is_paid=True)

    def _come(
        self,
        purchase: Purchase,
        line: Line,
        begun: Begun,
        times: tuple[datetime, datetime],
    ) -> Return:
        returned, asked, came = begin_to_send_back(line, begun, *times, self._doers)
        self._note_return(purchase, [returned, asked], came)
        return returned

    def _note_return(
        self, purchase: Purchase, rows: list, came: list[ReturnArrival]
    ) -> None:
        rows[0].number = number_of(MOST + purchase.serial)
        self._batch.add_objects([*rows, *came])
        places = {one.pk: one.place for one in purchase.articles}
        for one in came:
            if one.restocked:
                back = Comeback(
                    one.created_at.astimezone(UTC),
                    one.stock_reference,
                    places[one.line.product_id],
                    one.restocked,
                    StockMovement.Reason.RETURN,
                    self._clerk,
                )
                self._shelves.bring_later(back)

    def _refund(
        self,
        purchase: Purchase,
        returned: Return,
        back: Iterable[tuple[Line, int]],
        shipping: Decimal,
        *,
        is_paid: bool,
    ) -> Refund:
        refund, lines = granted(returned, back, shipping=shipping, is_paid=is_paid)
        if is_paid_out(refund, self._until):
            refund.entry = paid_out(refund, self._doers)
            self._batch.add_objects([refund.entry])
        note, parts = credit_note_of(refund, lines)
        note.number = f"{PREFIX}{number_of(2 * MOST + purchase.serial)}"
        self._batch.add_objects([refund, *lines, note, *parts])
        return refund

    def _balance(
        self, purchase: Purchase, captured: Decimal, refund: Refund | None
    ) -> None:
        went = refund.amount if refund and refund.entry_id else ZERO
        amount, credited = (refund.amount, refund.credited) if refund else (ZERO, ZERO)
        balance = Balance(
            total=purchase.quote.total,
            authorised=ZERO,
            captured=captured,
            voided=ZERO,
            refunded=went,
            promised=amount - went,
            credited=credited,
            is_cancelled=purchase.status == Status.CANCELLED,
        )
        self._batch.add(
            PaymentBalance,
            purchase.key,
            balance.captured,
            balance.refunded,
            balance.granted,
            balance.credited,
            balance.due,
        )


def _objects(header: tuple, rows: list[tuple]) -> tuple[Order, list[Line]]:
    """Return the order and its lines as objects, for the functions that refund."""
    order = Order(**dict(zip(COLUMNS[Order], header, strict=True)))
    lines = [
        Line(**dict(zip(COLUMNS[Line], row, strict=True)), order=order) for row in rows
    ]
    return order, lines

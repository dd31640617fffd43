"""The rows of an order of a shop at size: what the shop itself would have written."""

from datetime import UTC, datetime, timedelta
from random import Random

from django.conf import settings

from database.rows.ids import uuid7_text
from orders.demo.at_size.batch import Batch
from orders.demo.at_size.purchases import By, Purchase
from orders.demo.at_size.shelves import Comeback, Shelves
from orders.demo.delivery import carried_by
from orders.demo.doers import role_of_step
from orders.demo.takings import CASH
from orders.mails import KINDS
from orders.models import (
    Line,
    Mail,
    Order,
    PaymentEntry,
    Shipment,
    ShipmentLine,
    StatusChange,
)
from orders.status import Status, is_collection
from shop.models import StockMovement

Reason = StockMovement.Reason
MAIL = "order_placed"
# No payment of the demo's year has a reference that begins so.
REFERENCE = "FX"


class Scribe:
    """Notes down everything about an order but its returns and its balance."""

    def __init__(self, batch: Batch, shelves: Shelves, clerks: dict[str, By]) -> None:
        self._batch, self._shelves, self._clerks = batch, shelves, clerks
        self._subject = str(KINDS[MAIL].subject)

    def note(self, purchase: Purchase, random: Random) -> tuple[tuple, list[tuple]]:
        """Note the order down; return the rows of its header and of its lines."""
        header = self._header(purchase, random)
        self._batch.add(Order, *header)
        lines = self._lines(purchase)
        for line in lines:
            self._batch.add(Line, *line)
        self._changes(purchase)
        self._move(purchase, lines)
        if Status.SHIPPED in purchase.steps:
            self._send(purchase, lines, random)
        self._write_to(purchase)
        return header, lines

    def pay(self, purchase: Purchase, at: datetime) -> None:
        """Book the whole price."""
        by_cash = purchase.payment_method == CASH
        reference = f"{REFERENCE}{purchase.serial:010}"
        self._batch.add(
            PaymentEntry,
            purchase.key,
            purchase.payment_method,
            PaymentEntry.Kind.CAPTURED,
            purchase.quote.total,
            purchase.quote.currency,
            f"delivery-{purchase.number}" if by_cash else reference,
            at,
            at,
            *self._clerks["fulfilment" if by_cash else "accounting"],
        )

    def _header(self, purchase: Purchase, random: Random) -> tuple:
        placed, last = purchase.placed_at, [*purchase.steps.values()][-1]
        nonce, ends = None, None
        if purchase.customer_id is None:
            # What a guest's order has from its first minute.
            nonce = f"{random.getrandbits(128):032x}"
            ends = placed + timedelta(days=settings.GUEST_LINK_DAYS)
        return (
            purchase.key,
            purchase.number,
            purchase.customer_id,
            purchase.email,
            purchase.status,
            purchase.payment_method,
            purchase.shipping_method,
            placed,
            placed,
            last,
            purchase.steps.get(Status.CANCELLED),
            nonce,
            ends,
            *purchase.quote.totals().values(),
            *purchase.buyer.address.values(),
        )

    def _lines(self, purchase: Purchase) -> list[tuple]:
        is_sent = Status.SHIPPED in purchase.steps
        return [
            (
                uuid7_text(),
                purchase.key,
                position,
                quoted.line.product_id,
                quoted.line.sku,
                quoted.line.name,
                quoted.line.quantity,
                quoted.line.quantity if is_sent else 0,
                quoted.line.unit_price,
                quoted.line.unit_cost,
                quoted.discount_amount,
                quoted.tax_rate,
                quoted.tax_amount,
                quoted.line_total,
            )
            for position, quoted in enumerate(purchase.quote.lines, start=1)
        ]

    def _changes(self, purchase: Purchase) -> None:
        before = ""
        for status, at in purchase.steps.items():
            role = role_of_step(status, purchase.payment_method)
            by = self._clerks[role] if role else purchase.by
            self._batch.add(StatusChange, purchase.key, before, status, at, *by)
            before = status

    def _move(self, purchase: Purchase, lines: list[tuple]) -> None:
        """Take the pieces, and bring them back later where the order is cancelled."""
        placed = purchase.placed_at.astimezone(UTC)
        cancelled = purchase.steps.get(Status.CANCELLED)
        for article, line in zip(purchase.articles, lines, strict=True):
            name, pieces, place = f"line:{line[0]}", line[6], article.place
            self._shelves.take(place, pieces, name=name, at=placed, by=purchase.by)
            if cancelled:
                at = cancelled.astimezone(UTC)
                back = Comeback(at, name, place, pieces, Reason.CANCEL, purchase.by)
                self._shelves.bring_later(back)

    def _send(self, purchase: Purchase, lines: list[tuple], random: Random) -> None:
        """Put everything into one parcel."""
        key, sent = uuid7_text(), purchase.steps[Status.SHIPPED]
        arrived = purchase.steps.get(Status.DELIVERED)
        is_collected = is_collection(purchase.shipping_method)
        carrier, tracking = ("", "") if is_collected else carried_by(random)
        self._batch.add(
            Shipment,
            key,
            purchase.key,
            1,
            carrier,
            tracking,
            sent,
            arrived,
            sent,
            arrived or sent,
        )
        for line in lines:
            self._batch.add(ShipmentLine, key, line[0], line[6])

    def _write_to(self, purchase: Purchase) -> None:
        """Leave the mail that a checkout sends, as sent."""
        placed, number = purchase.placed_at, purchase.number
        self._batch.add(
            Mail,
            purchase.key,
            MAIL,
            f"{MAIL}:{purchase.key}:",
            purchase.email,
            Mail.Status.SENT,
            1,
            self._subject.format(number=number, shop=settings.SHOP_NAME),
            placed,
            placed,
            placed,
        )

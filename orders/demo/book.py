"""The rows of the demo's year: orders, parcels, mails and stock, collected and written.

Everything here is what the shop itself would have written at those times; what it does
today is left to its services, by `orders.demo.examples`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.demo.people import Person
from accounts.models import User
from database.rows.ids import CROCKFORD
from orders.checkout.pricing import priced_line, pricing_context
from orders.demo.comebacks import REASONS, send_back
from orders.demo.delivery import carried_by, way_to, way_to_pay
from orders.demo.doers import Doers
from orders.demo.history import Sale, pick
from orders.demo.stock import Move, Sold
from orders.mails import KINDS, prepare
from orders.models import (
    Line,
    Mail,
    Order,
    Return,
    ReturnArrival,
    ReturnLine,
    Shipment,
    ShipmentLine,
    StatusChange,
)
from orders.models.delivery import known_deliveries
from orders.prices.quote import Quote, price
from orders.status import Status
from shop.demo.catalogue import PRODUCTS
from shop.models import Product, StockMovement

Reason = StockMovement.Reason


class Book:
    """The rows of a year, collected by `add` and written at once by `write`."""

    def __init__(
        self,
        products: Mapping[str, Product],
        accounts: Mapping[Person, User],
        until: datetime,
        random: Random,
        doers: Doers,
    ) -> None:
        self.random = random
        self.doers = doers
        self.until = until
        self.products = [products[demo.sku] for demo in PRODUCTS]
        self.place_of = {demo.sku: place for place, demo in enumerate(PRODUCTS)}
        self.weights = [demo.popularity for demo in PRODUCTS]
        self.accounts = accounts
        self.deliveries = known_deliveries()
        self.orders: list[Order] = []
        self.lines_of: dict[UUID, list[Line]] = {}
        self.changes: list[StatusChange] = []
        self.parcels: list[Shipment] = []
        self.parcel_lines: list[ShipmentLine] = []
        self.mails: list[Mail] = []
        self.returns: list[Return] = []
        self.return_lines: list[ReturnLine] = []
        self.arrivals: list[ReturnArrival] = []
        self.moves: list[Sold] = []

    def write(self) -> None:
        """Write everything but the stock, which `orders.demo.stock` brings in."""
        lines = [line for lines in self.lines_of.values() for line in lines]
        Order.objects.bulk_create(self.orders, batch_size=500)
        Line.objects.bulk_create(lines, batch_size=500)
        StatusChange.objects.bulk_create(self.changes, batch_size=500)
        Shipment.objects.bulk_create(self.parcels, batch_size=500)
        ShipmentLine.objects.bulk_create(self.parcel_lines, batch_size=500)
        Mail.objects.bulk_create(self.mails, batch_size=500)
        Return.objects.bulk_create(self.returns, batch_size=500)
        ReturnLine.objects.bulk_create(self.return_lines, batch_size=500)
        ReturnArrival.objects.bulk_create(self.arrivals, batch_size=500)

    def add(self, sale: Sale, buyer: Person) -> Order:
        """Note a sale down, with everything that became of it."""
        chosen = self._chosen(sale)
        travels = way_to(buyer, self.random)
        quote = price(
            [priced_line(self.products[index], count) for index, count in chosen],
            pricing_context(self.deliveries[travels]),
        )
        order = self._header(sale, buyer, travels, quote)
        self.orders.append(order)
        before = ""
        for status, time in sale.steps:
            self.changes.append(
                StatusChange(
                    order=order,
                    from_status=before,
                    to_status=status,
                    created_at=time,
                    **self.doers.of_step(order, status),
                )
            )
            before = status
        lines = self.lines_of[order.pk] = [
            Line.from_quote(order, quoted, position)
            for position, quoted in enumerate(quote.lines, start=1)
        ]
        for (index, _count), line in zip(chosen, lines, strict=True):
            self._move(self.products[index], line, sale)
        self._send(order, lines, dict(sale.steps))
        self._write_to(order, sale)
        if sale.status == Status.RETURNED:
            self._take_back(order, lines, dict(sale.steps))
        return order

    def begin_return(
        self, returned: Return, asked: ReturnLine, came: Sequence[ReturnArrival]
    ) -> None:
        """Note down a return of a part of an order."""
        self.returns.append(returned)
        self.return_lines.append(asked)
        self._put_away(came)

    def _chosen(self, sale: Sale) -> list[tuple[int, int]]:
        if sale.basket:
            return [(self.place_of[sku], count) for sku, count in sale.basket]
        # Nothing is sold before it was listed.
        weights = [
            weight * (product.created_at < sale.placed_at)
            for weight, product in zip(self.weights, self.products, strict=True)
        ]
        return pick(weights, sale.line_count, self.random)

    def _header(self, sale: Sale, buyer: Person, travels: str, quote: Quote) -> Order:
        return Order(
            number="".join(self.random.choices(CROCKFORD, k=10)),
            customer=None if sale.is_guest else self.accounts[buyer],
            email=buyer.email,
            status=sale.status,
            payment_method=way_to_pay(sale, buyer),
            shipping_method=travels,
            placed_at=sale.placed_at,
            created_at=sale.placed_at,
            updated_at=sale.steps[-1][1],
            cancelled_at=sale.cancelled_at,
            **(self._guest_link(sale.placed_at) if sale.is_guest else {}),
            **quote.totals(),
            **buyer.address,
        )

    def _guest_link(self, placed: datetime) -> dict[str, Any]:
        """Return what a guest's order had from its first minute."""
        return {
            "guest_nonce": f"{self.random.getrandbits(128):032x}",
            "guest_until": placed + timedelta(days=settings.GUEST_LINK_DAYS),
        }

    def _send(
        self, order: Order, lines: list[Line], steps: dict[str, datetime]
    ) -> None:
        """Put everything into one parcel, where the order got so far."""
        if Status.SHIPPED not in steps:
            return
        sent = steps[Status.SHIPPED]
        parcel = Shipment(
            order=order,
            position=1,
            shipped_at=sent,
            delivered_at=steps.get(Status.DELIVERED),
            created_at=sent,
            updated_at=steps.get(Status.DELIVERED, sent),
        )
        if not order.is_collected:
            parcel.carrier, parcel.tracking_number = carried_by(self.random)
        self.parcels.append(parcel)
        for line in lines:
            line.shipped_quantity = line.quantity
        everything = {line.pk: line.quantity for line in lines}
        self.parcel_lines += ShipmentLine.of(parcel, everything)

    def _take_back(
        self, order: Order, lines: list[Line], steps: dict[str, datetime]
    ) -> None:
        """Put everything back into stock, under the name of its return."""
        reason = REASONS[len(self.returns) % len(REASONS)]
        returned, asked, came = send_back(order, lines, steps, reason, self.doers)
        self.returns.append(returned)
        self.return_lines += asked
        self._put_away(came)

    def _put_away(self, arrivals: Sequence[ReturnArrival]) -> None:
        """Put what came back into stock, under the name of its arrival."""
        self.arrivals += arrivals
        of_line = {product.pk: product for product in self.products}
        for row in arrivals:
            if row.restocked:
                product, name = of_line[row.line.product_id], row.stock_reference
                move = Move(row.created_at, row.restocked, Reason.RETURN, name)
                by = self.doers.member("fulfilment")
                self.moves.append((product, move._replace(by=by)))
                product.sales_count -= row.restocked

    def _write_to(self, order: Order, sale: Sale) -> None:
        """Leave the mail that a checkout sends, as sent."""
        mail = prepare("order_placed", order)
        if mail:
            mail.status, mail.attempts = Mail.Status.SENT, 1
            mail.created_at = mail.updated_at = mail.sent_at = sale.placed_at
            mail.subject = str(KINDS["order_placed"].subject).format(
                number=order.number, shop=settings.SHOP_NAME
            )
            self.mails.append(mail)

    def _move(self, product: Product, line: Line, sale: Sale) -> None:
        """Take the line's pieces, and put them back where the order was cancelled."""
        name, count = line.stock_reference, line.quantity
        by = self.doers.buyer(line.order)
        taken = Move(sale.placed_at, -count, Reason.SALE, name, by=by)
        self.moves.append((product, taken))
        product.sales_count += count
        if sale.cancelled_at:
            back = Move(sale.cancelled_at, count, Reason.CANCEL, name, by=by)
            self.moves.append((product, back))
            product.sales_count -= count

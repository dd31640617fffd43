"""Writes the demo shop down: people, catalogue, pictures, and a year of orders."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.demo.people import address_of, create_people, guest_address, guest_email
from accounts.models import Address, User
from database.audit import log_operation
from database.commands import Refused
from database.ids import CROCKFORD
from database.transactions import retry_on_conflict
from orders.demo.comebacks import REASONS, begin_to_send_back, send_back, write_refunds
from orders.demo.history import Sale, invent_sales, pick
from orders.demo.pieces import leave_two_in_part
from orders.demo.takings import write_payments
from orders.emails import prepare
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
from orders.pricing import Quote, price
from orders.services.requests import priced_line, pricing_context
from orders.status import Status
from shop.demo.catalogue import PRODUCTS
from shop.demo.drawing import draw_all
from shop.demo.stocking import SIZE, create_catalogue, hang_pictures
from shop.models import Product, StockMovement

CUSTOMERS = 50
PASSWORD = "marram-and-moss"  # noqa: S105  known to everybody: local demos only
# Orders delivered since then may be half on their way back.
LATELY = timedelta(days=20)
Reason = StockMovement.Reason


def is_seeded() -> bool:
    """Tell whether the demo shop is already there."""
    return Product.all_objects.filter(sku=PRODUCTS[0].sku).exists()


def refuse_real_shop(*, is_local: bool) -> None:
    """Raise Refused where others reach the shop, or where it sells something else."""
    if not is_local:
        raise Refused(
            _("SITE_URL is not on this machine. The demo's password is known to all.")
        )
    if Product.all_objects.exists() or Order.objects.exists():
        raise Refused(_("The database holds another shop. Use an empty one."))


def seed(*, progress: Callable[[str], None]) -> dict[str, int]:
    """Fill the empty shop; return how many rows of what."""
    progress("Drawing pictures")
    # Before the transaction: drawing asks the database nothing, and on a busy machine
    # takes longer than a server lets a transaction lie idle.
    drawn = draw_all(PRODUCTS, SIZE)
    return _fill(drawn, progress=progress)


@retry_on_conflict()
def _fill(
    drawn: Mapping[str, bytes], *, progress: Callable[[str], None]
) -> dict[str, int]:
    """Write everything in one transaction."""
    random = Random("orders")  # noqa: S311
    until = timezone.localtime()
    progress("Creating customers and products")
    customers = create_people(count=CUSTOMERS, password=PASSWORD, until=until)
    products = create_catalogue(until=until)
    hang_pictures(products, drawn)
    progress("Inventing a year of orders")
    sales = invent_sales(until, random)
    counts = _Book(customers, list(products.values()), random).write(sales)
    counts |= {"customers": len(customers), "products": len(products)}
    log_operation("orders.seed_demo", "The demo shop was created.", counts=counts)
    return counts


class _Book:
    """The rows of a year, collected and written at once."""

    def __init__(
        self, customers: list[User], products: list[Product], random: Random
    ) -> None:
        self.random = random
        self.products = products
        self.weights = [demo.weight for demo in PRODUCTS]
        self.customers = customers
        # A few customers come often, most now and then.
        self.loyalty = [1 / (rank + 3) for rank in range(len(customers))]
        self.addresses = list(Address.objects.filter(user__in=customers))
        self.orders: list[Order] = []
        self.lines: list[Line] = []
        self.changes: list[StatusChange] = []
        self.parcels: list[Shipment] = []
        self.parcel_lines: list[ShipmentLine] = []
        self.mails: list[Mail] = []
        self.returns: list[Return] = []
        self.return_lines: list[ReturnLine] = []
        self.arrivals: list[ReturnArrival] = []
        # The pieces that came of returns which are not at their end.
        self.begun_returns = [0, 1]
        # Of each: product, delta, reason, reference, time.
        self.moves: list[tuple[Product, int, str, str, datetime]] = []

    def write(self, sales: list[Sale]) -> dict[str, int]:
        for sale in sales:
            self._add(sale)
        Order.objects.bulk_create(self.orders, batch_size=500)
        Line.objects.bulk_create(self.lines, batch_size=500)
        StatusChange.objects.bulk_create(self.changes, batch_size=500)
        Shipment.objects.bulk_create(self.parcels, batch_size=500)
        ShipmentLine.objects.bulk_create(self.parcel_lines, batch_size=500)
        Mail.objects.bulk_create(self.mails, batch_size=500)
        Return.objects.bulk_create(self.returns, batch_size=500)
        ReturnLine.objects.bulk_create(self.return_lines, batch_size=500)
        ReturnArrival.objects.bulk_create(self.arrivals, batch_size=500)
        write_payments(self.orders, self.changes, timezone.now())
        write_refunds(self.returns, timezone.now())
        self._write_stock(sales[0].placed_at - timedelta(days=1))
        leave_two_in_part(self.orders)
        return {"orders": len(self.orders), "lines": len(self.lines)}

    def _add(self, sale: Sale) -> None:
        chosen = pick(self.weights, sale.line_count, self.random)
        quote = price(
            [priced_line(self.products[index], count) for index, count in chosen],
            pricing_context(sale.shipping_method),
        )
        order = self._header(sale, quote)
        self.orders.append(order)
        before = ""
        for status, time in sale.steps:
            self.changes.append(
                StatusChange(
                    order=order,
                    from_status=before,
                    to_status=status,
                    created_at=time,
                    actor_label="manage.py seed_demo",
                )
            )
            before = status
        for position, quoted in enumerate(quote.lines, start=1):
            line = Line.from_quote(order, quoted, position)
            self.lines.append(line)
            product = self.products[chosen[position - 1][0]]
            self._move(product, line, sale)
        self._send(order, self.lines[-len(chosen) :], dict(sale.steps))
        self._write_to(order, sale)
        lines = self.lines[-len(chosen) :]
        if sale.status == Status.RETURNED:
            self._take_back(order, lines, dict(sale.steps))
        elif sale.status == Status.DELIVERED and self.begun_returns:
            self._begin_to_send_back(lines, dict(sale.steps)[Status.DELIVERED])

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
            carrier="Royal Mail",
            tracking_number=f"RM{self.random.randint(10**8, 10**9 - 1)}GB",
        )
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
        returned, asked, came = send_back(order, lines, steps, reason)
        self.returns.append(returned)
        self.return_lines += asked
        self._put_away(came)

    def _begin_to_send_back(self, lines: list[Line], delivered: datetime) -> None:
        """Leave a late order's line half on its way back: pages need an example."""
        now = timezone.now()
        line = next((one for one in lines if one.quantity > 1), None)
        if line is None or now - delivered > LATELY:
            return
        came = self.begun_returns.pop()
        returned, asked, arrivals = begin_to_send_back(line, delivered, now, came=came)
        self.returns.append(returned)
        self.return_lines.append(asked)
        self._put_away(arrivals)

    def _put_away(self, arrivals: list[ReturnArrival]) -> None:
        """Put what came back into stock, under the name of its arrival."""
        self.arrivals += arrivals
        of_line = {product.pk: product for product in self.products}
        for row in arrivals:
            product, name = of_line[row.line.product_id], row.stock_reference
            move = (product, row.restocked, Reason.RETURN, name, row.created_at)
            self.moves.append(move)
            product.sales_count -= row.restocked

    def _write_to(self, order: Order, sale: Sale) -> None:
        """Leave the mail that a checkout sends, as sent."""
        mail = prepare("order_placed", order)
        if mail:
            mail.status, mail.attempts = Mail.Status.SENT, 1
            mail.created_at = mail.updated_at = mail.sent_at = sale.placed_at
            self.mails.append(mail)

    def _move(self, product: Product, line: Line, sale: Sale) -> None:
        """Take the line's pieces, and put them back where the order was cancelled."""
        name, count = line.stock_reference, line.quantity
        self.moves.append((product, -count, Reason.SALE, name, sale.placed_at))
        product.sales_count += count
        if sale.cancelled_at:
            self.moves.append((product, count, Reason.CANCEL, name, sale.cancelled_at))
            product.sales_count -= count

    def _header(self, sale: Sale, quote: Quote) -> Order:
        customer = None
        if not sale.is_guest:
            customer = self.random.choices(self.customers, self.loyalty)[0]
        address = (
            address_of(customer, self.addresses)
            if customer
            else guest_address(self.random)
        )
        return Order(
            number="".join(self.random.choices(CROCKFORD, k=10)),
            customer=customer,
            email=(customer.email if customer else None) or guest_email(self.random),
            status=sale.status,
            payment_method=sale.payment_method,
            shipping_method=sale.shipping_method,
            placed_at=sale.placed_at,
            created_at=sale.placed_at,
            updated_at=sale.steps[-1][1],
            cancelled_at=sale.cancelled_at,
            **quote.totals(),
            **address,
        )

    def _write_stock(self, opening: datetime) -> None:
        """Open every product with what it sold and has left, and book every move.

        Pieces of an order that was cancelled later were away for a while: a product
        that would have run short opens with more, and a stocktake takes it off again.
        """
        self.moves.sort(key=lambda move: move[4])
        spare = self._spare()
        for product, demo in zip(self.products, PRODUCTS, strict=True):
            first = demo.stock + product.sales_count + spare[product.pk]
            name = f"opening:{product.pk}"
            self.moves.insert(0, (product, first, Reason.OPENING, name, opening))
            if spare[product.pk]:
                name = f"stocktake:{product.pk}"
                less = -spare[product.pk]
                self.moves.append(
                    (product, less, Reason.ADJUSTMENT, name, timezone.now())
                )
        for product in self.products:
            product.stock_quantity = 0
        StockMovement.objects.bulk_create(map(self._book, self.moves), batch_size=500)
        Product.objects.bulk_update(self.products, ["stock_quantity", "sales_count"])

    def _spare(self) -> dict[UUID, int]:
        """Return how many pieces each product would have run short at its lowest."""
        stock = {
            product.pk: demo.stock + product.sales_count
            for product, demo in zip(self.products, PRODUCTS, strict=True)
        }
        lowest = dict.fromkeys(stock, 0)
        for product, delta, *_rest in self.moves:
            stock[product.pk] += delta
            lowest[product.pk] = min(lowest[product.pk], stock[product.pk])
        return {pk: -least for pk, least in lowest.items()}

    def _book(self, move: tuple[Product, int, str, str, datetime]) -> StockMovement:
        product, delta, reason, reference, time = move
        product.stock_quantity += delta
        return StockMovement(
            product=product,
            delta=delta,
            reason=reason,
            reference=reference,
            balance_after=product.stock_quantity,
            created_at=time,
            actor_label="manage.py seed_demo",
        )


def tell(counts: dict[str, int]) -> str:
    """Return the last line of the command."""
    return (
        f"{settings.SHOP_NAME}: {counts['products']} products, "
        f"{counts['customers']} customers, {counts['orders']:,} orders."
    )

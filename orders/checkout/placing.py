"""Placing an order: everything in one transaction, or nothing at all."""

from decimal import Decimal

from django.utils.translation import gettext as _

from database.queue import outbox
from database.rows.ids import uuid7
from database.rows.insert import insert_all
from database.rows.money import MOST_MONEY
from database.transactions import retry_on_conflict
from orders import mails
from orders.checkout.checkout import Checkout, checked_key
from orders.checkout.pricing import pricing_context, read_priced_lines
from orders.errors import InvalidOrder, PriceChanged
from orders.models import (
    BasketLine,
    CheckoutKey,
    Line,
    Order,
    ShippingMethod,
    StatusChange,
)
from orders.payments.paying import ask_for_money
from orders.prices.delivery import Delivery
from orders.prices.quote import Quote, price
from orders.status import Status
from shop.money import format_money
from shop.services import stock


@retry_on_conflict()
def place_order(
    *, checkout: Checkout, idempotency_key: str, expected_total: Decimal | None = None
) -> Order:
    """Create the order, or change nothing at all.

    The same key and body return the first order. Where the total is not the one that
    was expected, nothing is ordered.

    Raises OutOfStock, PriceChanged, KeyReused, KeyInFlight, InvalidOrder.
    """
    return place(
        checkout, idempotency_key=idempotency_key, expected_total=expected_total
    )


def place(
    checkout: Checkout, *, idempotency_key: str, expected_total: Decimal | None
) -> Order:
    """Place the order inside the caller's transaction; see `place_order`."""
    order_id = uuid7()
    claim = CheckoutKey.objects.claim(
        checkout.owner, checked_key(idempotency_key), checkout.digest, order_id
    )
    if not claim.is_new and claim.order:
        return claim.order

    delivery = _delivery(checkout.shipping_method)
    quote = price(read_priced_lines(checkout.lines), pricing_context(delivery))
    if quote.is_too_large:
        raise InvalidOrder(
            _(
                "This order is larger than we can take: the limit is %(most)s in "
                "total. Order fewer pieces, or place several orders."
            )
            % {"most": format_money(MOST_MONEY, quote.currency)}
        )
    if expected_total is not None and quote.total != expected_total:
        raise PriceChanged(quote)

    order = Order(pk=order_id, **checkout.header(), **quote.totals())
    _write(order, checkout, quote)
    claim.settle(order)
    return ask_for_money(order)


def _delivery(code: str) -> Delivery | None:
    """Read the way to deliver as it is now. Raises InvalidOrder if there is none."""
    if not code:
        return None
    row = ShippingMethod.objects.filter(code=code).first()
    if row is None:
        raise InvalidOrder(_("Choose a delivery method."))
    return row.delivery


def _write(order: Order, checkout: Checkout, quote: Quote) -> None:
    """Write the order. The sequence matters: lines before stock deadlock on MariaDB."""
    insert_all([order])
    lines = [
        Line.from_quote(order, quoted, position)
        for position, quoted in enumerate(quote.lines, start=1)
    ]
    moves = [
        stock.Move(row.product_id, row.quantity, row.stock_reference) for row in lines
    ]
    left = stock.take_stock(moves)
    placed = StatusChange(order=order, to_status=Status.PENDING)
    mail = mails.prepare_queued("order_placed", order) or ()
    insert_all([*lines, *stock.sale_movements(moves, left), placed, *mail])
    if checkout.basket_id:
        BasketLine.objects.filter(basket_id=checkout.basket_id).delete()
    if mail and mail[1].locked_until:
        outbox.deliver_after_commit(mail[1])

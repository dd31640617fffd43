"""Placing an order: everything in one transaction, or nothing at all."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from database.queue import outbox
from database.rows.ids import uuid7
from database.rows.insert import insert_all
from database.rows.money import MOST_MONEY
from database.transactions import retry_on_conflict
from orders import mails
from orders.checkout.requests import OrderRequest, checked_key
from orders.errors import InvalidOrder, PriceChanged
from orders.models import BasketLine, CheckoutKey, Line, Order, StatusChange
from orders.payments.paying import ask_for_money
from orders.prices.quote import Quote, price
from orders.status import Status
from shop.money import format_money
from shop.services import stock


@retry_on_conflict()
def place_order(
    *,
    customer: User | None,
    lines: Mapping[UUID, int],
    idempotency_key: str,
    email: str | None = None,
    expected_total: Decimal | None = None,
    **checkout: Any,
) -> Order:
    """Create an order for {product id: quantity}, or change nothing at all.

    `checkout` may name the address fields, `payment_method`, `shipping_method`,
    `source`, a guest's `visitor_id`, the `basket_id` to empty, and the `fingerprint` of
    the body that was posted. The same key and body return the first order.

    Raises OutOfStock, PriceChanged, KeyReused, InvalidOrder.
    """
    request = OrderRequest.build(customer, lines, email, checkout)
    return place(request, checked_key(idempotency_key), expected_total)


def place(
    request: OrderRequest, idempotency_key: str, expected_total: Decimal | None
) -> Order:
    """Place the order inside the caller's transaction; see `place_order`."""
    order_id = uuid7()
    claim = CheckoutKey.objects.claim(
        request.owner, idempotency_key, request.digest, order_id
    )
    if not claim.is_new and claim.order:
        return claim.order

    quote = price(request.priced_lines(), request.context)
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

    order = Order(pk=order_id, **request.header(), **quote.totals())
    _write(order, request, quote)
    claim.settle(order)
    return ask_for_money(order)


def _write(order: Order, request: OrderRequest, quote: Quote) -> None:
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
    if request.basket_id:
        BasketLine.objects.filter(basket_id=request.basket_id).delete()
    if mail and mail[1].locked_until:
        outbox.deliver_after_commit(mail[1])

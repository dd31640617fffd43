"""Orders and wishes for the rules of refunds, without forms and mails."""

from decimal import Decimal
from uuid import uuid4

from orders.ledger.entries import record
from orders.ledger.refunds import Wish
from orders.models import Order, Refund
from orders.providers import payment_method
from orders.status import Status
from tests.factories import OrderFactory
from tests.orders.making import pen


def paid(amount="20.00", method="bank_transfer", **fields):
    """Return an order of two pieces at 10.00 for which so much arrived."""
    order = OrderFactory(payment_method=method, **fields)
    # Not the shop's own, so that a sentence that forgets it is seen.
    order.currency = "EUR"
    order.save(update_fields=["currency"])
    book(order, amount, provider=payment_method(method).booked_as)
    return order


def book(order, amount, *, provider="bank_transfer", kind="captured"):
    amount, reference = Decimal(amount), uuid4().hex
    if amount:
        record(order, kind, amount, provider=provider, reference=reference)


def wish(key="key", **fields):
    amounts = {
        name: Decimal(fields.pop(name))
        for name in ("shipping", "extra", "overpaid")
        if name in fields
    }
    return Wish(key=key, reason=fields.pop("reason", "Broken"), **amounts, **fields)


def cancelled(order):
    Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)
    return Order.objects.get(pk=order.pk)


def line_of(order):
    return order.lines.get().pk


def amounts(refund):
    stored = Refund.objects.get(pk=refund.pk)
    return stored.credited, stored.amount, stored.method


def of_lines(refund):
    return set(refund.lines.values_list("line__name", "quantity", "amount"))


def three_and_two():
    """Return a paid order of three pieces at 3.33 and two at 5.00."""
    lines = {pen(price=Decimal("3.33")).pk: 3, pen(price=Decimal("5.00")).pk: 2}
    order = paid("19.99", lines=lines)
    three, two = sorted(order.lines.all(), key=lambda line: -line.quantity)
    return order, three.pk, two.pk

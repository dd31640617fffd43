"""What became of an order of a shop at size. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.conf import settings

from orders.demo.history import Sale, invent_sale
from orders.providers.methods import BankTransfer
from orders.status import Status

# Many of the last weeks' orders lie somewhere on their way, so that each queue of the
# back office is as long as in a shop that has much to do.
LATELY, HELD_UP_SHARE = timedelta(days=30), 0.8


def decide(placed: datetime, until: datetime, random: Random) -> Sale:
    """Return the sale of that time, as far as it got until then.

    Its times are on the clock of `until`: people work by it.
    """
    sale = invent_sale(placed.astimezone(until.tzinfo), until, random)
    held_up = random.random() < HELD_UP_SHARE
    reached = random.randint(1, 3)
    if not held_up or until - placed > LATELY or sale.status == Status.CANCELLED:
        return sale
    # What is not paid in time expires.
    waits = timedelta(seconds=settings.ORDER_EXPIRES_AFTER)
    if sale.payment_method == BankTransfer.code and until - placed > waits:
        reached = max(reached, 2)
    return replace(sale, steps=sale.steps[:reached])

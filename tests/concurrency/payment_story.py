"""A card order from checkout to a partial refund: every step of a payment, once.

It may be run again at any time: the checkout and the refund have keys. As a program it
dies at a step: `python -m tests.concurrency.payment_story CUSTOMER PRODUCT FOLDER
Step.ASKING [careless]`.
"""

import os
import signal
import sys
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4


def go_through(customer_id: UUID, product_id: UUID) -> Any:
    """Order two pieces by card, hear of it in two events, refund 5.00 of it."""
    from accounts.models import User
    from orders.ledger.refunds import Wish
    from orders.services import place_order, refund_order

    order = place_order(
        customer=User.objects.get(pk=customer_id),
        lines={product_id: 2},
        idempotency_key="story",
        payment_method="test_card",
    )
    deliver_everything()
    wish = Wish(key="story", reason="Broken in the post", extra=Decimal("5.00"))
    refund_order(order_id=order.pk, wish=wish)
    deliver_everything()
    order.refresh_from_db()
    return order


def deliver_everything() -> None:
    """Let the queue's worker come by, as if every pause and lease were over.

    What was queued first is first in turn, as it would be.
    """
    from django.db.models import F

    from database.models import OutboxMessage
    from database.queue.breaker import breaker
    from database.queue.outbox import deliver_due

    for _ in range(6):
        waiting = OutboxMessage.objects.filter(done_at=None).exclude(kind="mail")
        if not waiting.exists():
            return
        waiting.update(due_at=F("created_at"), locked_until=None)
        breaker.forget()
        deliver_due()


class Executioner:
    """Stands in for the logger of the steps: kills the process at one of them."""

    def __init__(self, step: str) -> None:
        self.step = step

    def debug(self, event: str, *, step: str, of: str, ref: str) -> None:
        if f"{of}.{step}" == self.step:
            os.kill(os.getpid(), signal.SIGKILL)


def forget_the_reference() -> None:
    """Plant a bug: each call is a charge of its own, as without idempotency."""
    from orders.providers import rehearsal

    once = rehearsal._once

    def careless(name: str, *args: Any) -> Any:
        return once(f"{name}-{uuid4().hex}", *args)

    rehearsal._once = careless


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings

    from orders.ledger import steps

    customer, product, folder, step, *planted = sys.argv[1:]
    settings.TEST_PAYMENTS, settings.TEST_PAYMENTS_FOLDER = "twice", folder
    steps.logger = Executioner(step)
    if planted:
        forget_the_reference()
    go_through(UUID(customer), UUID(product))


if __name__ == "__main__":
    main()

"""Orders that were not paid in time: cancelled, with their stock back exactly once."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from database.transactions import retry_on_conflict
from orders import mails
from orders.ledger.selecting import WAITS_FOR_MONEY
from orders.life.cancelling import cancel
from orders.mails.expectations import payment_deadline, shown_moment
from orders.models import Order, Payment, PaymentEntry

CHUNK = 1000
Kind = PaymentEntry.Kind


def overdue(placed_before: datetime) -> QuerySet[Order]:
    """Return pending orders that are paid first, were placed before then, and were not.

    Any money keeps the order, a part of it or what a provider holds for us: whether to
    wait or to send it back is for people to decide. Only the charge of a part keeps
    none: it goes back by itself where the other parts do not come. An order on which
    nothing is due waits for no money.
    """
    part = Payment.objects.filter(
        order=OuterRef("order"),
        provider=OuterRef("provider"),
        amount__lt=OuterRef("order__total"),
    )
    entries = PaymentEntry.objects.filter(~Exists(part), order=OuterRef("pk"))
    entries = entries.order_by()
    arrived = Exists(entries.filter(kind=Kind.CAPTURED))
    held = Exists(entries.filter(kind=Kind.AUTHORISED))
    released = Exists(entries.filter(kind=Kind.VOIDED))
    rows = Order.objects.filter(WAITS_FOR_MONEY, placed_at__lt=placed_before)
    rows = rows.exclude(source=Order.Source.IMPORT)
    return rows.filter(~arrived).exclude(held & ~released)


def in_chunks(rows: QuerySet[Order]) -> Iterator[Order]:
    """Yield the orders, oldest first, by short queries: they change meanwhile."""
    rows, seen = rows.order_by("placed_at", "id"), Q()
    while chunk := list(rows.filter(seen)[:CHUNK]):
        yield from chunk
        last = chunk[-1]
        later = Q(placed_at__gt=last.placed_at)
        seen = later | Q(placed_at=last.placed_at, pk__gt=last.pk)


@retry_on_conflict()
def expire_order(*, order_id: UUID, placed_before: datetime) -> bool:
    """Cancel the order if it is still overdue; tell whether.

    Under the order's lock: of a payment, a cancellation and this, one comes first, and
    the others see what it did.
    """
    Order.objects.locked(order_id)
    if not overdue(placed_before).filter(pk=order_id).exists():
        return False
    order = cancel(order_id, _("Not paid in time."))
    mails.mail("order_expired", order, deadline=shown_moment(payment_deadline(order)))
    return True

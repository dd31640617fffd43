"""What the shopper's order page shows besides its lines, in this order."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from orders.ledger import shown_balance
from orders.mails.expectations import in_working_days, shown_day
from orders.mails.returns import next_of_return, where_to_send
from orders.models import Order, PaymentEntry, Return
from orders.models.parcels import parcels_of
from orders.pages import timeline
from orders.pages.panels import Panel
from orders.returns.rules import obstacle_to_return, return_deadline


def parcels(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return the parcels, where there are any."""
    rows = parcels_of(order)
    return {"parcels": rows} if rows else None


def history(order: Order, request: HttpRequest) -> dict[str, Any]:
    """Return what happened so far, in plain words."""
    return {"events": timeline.for_shopper(order)}


def returns(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return what is sent back, and the way to ask for it."""
    rows = [
        (row, _next_of(row, order), where_to_send(row)) for row in order.returns.all()
    ]
    may_ask = not obstacle_to_return(order)
    if not rows and not may_ask:
        return None
    address = reverse("orders:return", args=[order.number])
    return {
        "returns": rows,
        "ask_url": address if may_ask else "",
        "deadline": return_deadline(order),
    }


def _next_of(row: Return, order: Order) -> str:
    granted = [one for one in order.refunds.all() if one.returned_id == row.pk]
    return next_of_return(row, granted)


def money(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return what was paid, what goes back, and what is still due."""
    kinds = (PaymentEntry.Kind.CAPTURED, PaymentEntry.Kind.REFUNDED)
    entries = [one for one in order.payment_entries.all() if one.kind in kinds]
    refunds = list(order.refunds.all())
    due = shown_balance(order).due
    refusals = _refusals(order, entries, due)
    if not entries and not refunds and not refusals:
        return None
    waiting = [refund for refund in refunds if not refund.is_done]
    since = [refund.created_at for refund in waiting]
    since = since or [entry.occurred_at for entry in entries] or [order.placed_at]
    refund_by = in_working_days(max(since), settings.REFUND_DAYS)
    return {
        "entries": entries[::-1],
        "waiting": waiting,
        "credits": [refund for refund in refunds if refund.lowered],
        "refusal": " ".join(refusals),
        "due": due,
        "due_shown": abs(due),
        "refund_by": shown_day(refund_by),
        "is_late": refund_by < timezone.localdate(),
    }


def _refusals(order: Order, entries: list[PaymentEntry], due: Decimal) -> list[str]:
    """Return why providers took no money, or not all of it.

    Once money came another way, an earlier refusal is over.
    """
    if entries and due <= 0:
        return []
    charges = list(order.payments.all())
    if {entry.provider for entry in entries} - {one.provider for one in charges}:
        return []
    return [charge.refusal for charge in charges if charge.refusal]


# Under the lines; then under the totals.
WIDE: tuple[Panel, ...] = (
    Panel("parcels", "orders/panels/parcels.html", parcels),
    Panel("returns", "orders/panels/returns.html", returns),
)
NARROW: tuple[Panel, ...] = (
    Panel("money", "orders/panels/money.html", money),
    Panel("history", "orders/panels/history.html", history),
)

"""What was paid for an order, what goes back, and what is due: for staff."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from orders.admin.money.payments import BADGES
from orders.ledger import Balance, shown_balance
from orders.models import Order, PaymentEntry, Refund
from orders.providers import payment_method
from shop.money import format_money


@dataclass(frozen=True, slots=True)
class Row:
    """A movement of money, or the promise of one."""

    at: datetime
    badge: str
    label: str
    text: str
    amount: str
    link: str = ""


def money(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return every movement of the order's money, and what it comes to."""
    if not request.user.has_perm("orders.view_paymententry"):
        return None
    refunds = list(order.refunds.all())
    of_entry = {refund.entry_id: refund for refund in refunds if refund.entry_id}
    entries = order.payment_entries.all()
    booked = {entry.pk for entry in entries}
    rows = [_entry(entry, of_entry.get(entry.pk)) for entry in entries]
    rows += [_refund(refund) for refund in refunds if refund.entry_id not in booked]
    # Not all was paid: a part goes back, and the rest lowers the bill.
    rows += [_lowered(one) for one in refunds if one.moves_money and one.lowered]
    now = shown_balance(order)
    return {
        "rows": sorted(rows, key=lambda row: row.at),
        "now": now,
        "due": abs(now.due),
        "can_refund": now.held > 0,
        # Of an order that is paid later: nothing goes back, and less is to be paid.
        "can_lower": now.held <= 0 < now.due and now.creditable > 0,
        "warning": _warning(order, now),
    }


def _entry(entry: PaymentEntry, refund: Refund | None) -> Row:
    is_refund = entry.kind == PaymentEntry.Kind.REFUNDED
    way = str(payment_method(entry.provider).label)
    return Row(
        entry.occurred_at,
        BADGES[entry.kind],
        str(entry.get_kind_display()),
        " · ".join(filter(None, [way, entry.note])),
        _amount(entry.amount, entry.currency, is_minus=is_refund),
        _page_of(refund) if refund else "",
    )


def _refund(refund: Refund) -> Row:
    label = _("to be refunded") if refund.moves_money else _("taken off")
    badge = "pending" if refund.moves_money else "returned"
    amount = _amount(refund.value, refund.currency, is_minus=True)
    page = _page_of(refund)
    return Row(refund.created_at, badge, label, refund.reason, amount, page)


def _lowered(refund: Refund) -> Row:
    amount = _amount(refund.lowered, refund.currency, is_minus=True)
    page = _page_of(refund)
    return Row(refund.created_at, "returned", _("taken off"), "", amount, page)


def _page_of(refund: Refund) -> str:
    return reverse("admin:orders_refund_change", args=[refund.pk])


def _amount(amount: Decimal, currency: str, *, is_minus: bool) -> str:
    return ("−" if is_minus else "") + format_money(amount, currency)


def _warning(order: Order, now: Balance) -> str:
    """Return what is wrong with the money, in a sentence; empty if nothing is."""
    names = {"amount": format_money(abs(now.due), order.currency)}
    if now.is_overpaid:
        return _("The customer paid %(amount)s too much. Refund it.") % names
    if now.is_underpaid:
        return _("Part of it was paid. %(amount)s is still missing.") % names
    refusals = [charge.refusal for charge in order.payments.all() if charge.refusal]
    if refusals and not now.captured:
        return _("The provider did not take the money: %(why)s") % {"why": refusals[0]}
    return ""

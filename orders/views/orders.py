"""Orders as their owners see them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests.client import SignedInRequest
from orders.ledger import shown_balance, taken_off
from orders.mails.composing import how_to_pay
from orders.mails.expectations import (
    awaits_answer,
    next_step,
    pay_by,
    shown_day,
    where_to_act,
)
from orders.models import Order
from orders.models.delivery import known_deliveries
from orders.pages.panels import read_panels
from orders.providers.methods import payment_method
from orders.status import Status
from orders.views import panels
from orders.views.finding import order_for, shows_an_order
from shop.money import format_money
from shop.paging import page_of

PER_PAGE = 20
LOOK_AGAIN_AFTER = "4"  # seconds


@shows_an_order
@require_safe
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show one order to whoever placed it, and to staff."""
    return order_page(request, order_for(request, number, "orders.view_order"))


@login_required
@require_safe
@never_cache
def order_list(request: SignedInRequest) -> HttpResponse:
    """Show a customer's orders, newest first."""
    rows = Order.objects.filter(customer=request.user).with_sent_count()
    rows = rows.order_by("-placed_at", "-id")
    page = page_of(request, rows, per_page=PER_PAGE)
    return render(request, "orders/order_list.html", {"page": page})


def _to_pay(row: Order) -> str:
    """Return what is still to pay and how; empty if nothing is."""
    due = shown_balance(row).due
    if due <= 0 or row.status in (Status.CANCELLED, Status.RETURNED):
        return ""
    if row.status == Status.PENDING:
        return how_to_pay(row, due)
    day = pay_by(row)
    return payment_method(row.payment_method).still_to_pay(
        format_money(due, row.currency), row.number, shown_day(day) if day else ""
    )


def order_page(request: HttpRequest, row: Order, status: int = 200) -> HttpResponse:
    """Draw the order, as it was read with all that hangs on it."""
    context = {
        "order": row,
        "lines": row.lines.all(),
        "wide_panels": read_panels(panels.WIDE, row, request),
        "narrow_panels": read_panels(panels.NARROW, row, request),
        "shipping": known_deliveries().get(row.shipping_method),
        "payment": payment_method(row.payment_method),
        "taken_off": taken_off(row),
        "costs_now": row.total - taken_off(row),
        "to_pay": _to_pay(row),
        "next_step": next_step(row).sentence,
        "act_at": where_to_act(row),
        "cancel_url": reverse("orders:cancel", args=[row.number]),
    }
    response = render(request, "orders/order.html", context, status=status)
    if awaits_answer(row):
        # Shoppers do not have to find out by themselves that they have to confirm it.
        response.headers["Refresh"] = LOOK_AGAIN_AFTER
    return response

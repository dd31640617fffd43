"""Orders as their owners see them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from orders.emails.composing import how_to_pay
from orders.errors import IllegalStatus, OwnerChanged, PartlyShipped
from orders.expectations import invoice_deadline, next_step, shown_day
from orders.methods import PAYMENT, SHIPPING, how_to_pay_invoice
from orders.models import Order
from orders.panels import read_panels
from orders.payments import shown_standing
from orders.services import cancel_order
from orders.status import Status
from orders.views import panels
from orders.views.finding import order_for, shows_an_order
from shop.money import format_money
from shop.paging import page_of

PER_PAGE = 20


@shows_an_order
@require_safe
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show one order to whoever placed it, and to staff."""
    return _page(request, order_for(request, number, "orders.view_order"))


@shows_an_order
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order, if it is not on its way yet."""
    row = order_for(request, number, "orders.cancel_order")
    try:
        row = cancel_order(order_id=row.pk, shown_customer=row.customer_id)
    except (IllegalStatus, OwnerChanged) as error:
        messages.error(request, _said_to_shopper(error))
        # Not found by now, where the order was moved and the visitor was its owner.
        row = order_for(request, number, "orders.cancel_order")
        return _page(request, row, status=409)
    messages.success(request, _("Your order is cancelled."))
    return redirect(row.get_absolute_url())


@login_required
@require_safe
@never_cache
def order_list(request: SignedInRequest) -> HttpResponse:
    """Show a customer's orders, newest first."""
    rows = Order.objects.filter(customer=request.user).with_sent_count()
    rows = rows.order_by("-placed_at", "-id")
    page = page_of(request, rows, per_page=PER_PAGE)
    return render(request, "orders/order_list.html", {"page": page})


def _said_to_shopper(error: Exception) -> str:
    """Return the sentence without the buttons that only staff have."""
    return error.for_shopper if isinstance(error, PartlyShipped) else str(error)


def _to_pay(row: Order) -> str:
    """Return what is still to pay and how; empty where nothing is."""
    due = shown_standing(row).due
    method = PAYMENT.get(row.payment_method)
    if due <= 0 or method is None or row.status in (Status.CANCELLED, Status.RETURNED):
        return ""
    if row.status == Status.PENDING or method.prepaid:
        return how_to_pay(row, due)
    if day := invoice_deadline(row):
        total = format_money(due, row.currency)
        return how_to_pay_invoice(total, row.number, shown_day(day))
    names = {"due": format_money(due, row.currency), "how": method.explanation}
    return _("%(due)s is still to pay. %(how)s") % names


def _page(request: HttpRequest, row: Order, status: int = 200) -> HttpResponse:
    context = {
        "order": row,
        "lines": row.lines.all(),
        "wide_panels": read_panels(panels.WIDE, row, request),
        "narrow_panels": read_panels(panels.NARROW, row, request),
        "shipping": SHIPPING.get(row.shipping_method),
        "payment": PAYMENT.get(row.payment_method),
        "to_pay": _to_pay(row),
        "next_step": next_step(row).sentence,
        "cancel_url": reverse("orders:cancel", args=[row.number]),
    }
    return render(request, "orders/order.html", context, status=status)

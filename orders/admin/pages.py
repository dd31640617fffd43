"""The addresses under which staff move, cancel and transfer orders.

Orders are named by their numbers in `?order=`, so the same page serves one order and
a selection.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.back_office import run_on_each
from orders.admin.forms import CancelForm, TransferForm
from orders.admin.steps import STEPS
from orders.methods import PAYMENT, SHIPPING
from orders.models import Order
from orders.payments import shown_standing
from orders.pricing import ZERO
from orders.services import cancel_order, transfer_order
from orders.services.cancelling import pieces_to_return
from shop.money import format_money

MOST_ORDERS = 50


def step(model_admin: Any, request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Take one order one step further. A reload after logging in leads to its page."""
    model_admin.require(model_admin.has_fulfil_permission(request))
    if name not in STEPS:
        raise Http404
    if request.method == "POST":
        orders = Order.objects.filter(pk=pk)
        model_admin.take_step(request, orders, STEPS[name])
    return redirect("admin:orders_order_change", pk)


def cancel(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show what cancelling would put back; cancel what is posted."""
    model_admin.require(model_admin.has_cancel_permission(request))
    orders = _chosen(request)
    initial = {"reason": request.GET.get("reason", "")}
    form = CancelForm(request.POST or None, initial=initial)
    posted = request.method == "POST" and form.is_valid()
    if posted:
        reason = form.cleaned_data["reason"]

        def service(order: Order) -> Order:
            return cancel_order(order_id=order.pk, reason=reason)

        return _carry_out(model_admin, request, orders, service, _cancelled)
    back = pieces_to_return(orders)
    for order in orders:
        order.to_return = back[order.pk]
    possible = [order for order in orders if order.is_cancellable]
    held = sum((shown_standing(order).held for order in possible), ZERO)
    context = {
        "title": ngettext("Cancel an order", "Cancel orders", len(orders)),
        "pieces": sum(back.values()),
        "possible": possible,
        "part_sent": any(order.is_partly_sent for order in orders),
        "goes_back": format_money(held, possible[0].currency) if held > 0 else "",
    }
    return _page(model_admin, request, "cancel", orders, form, context)


def transfer(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Ask for the new customer; move the orders that are posted."""
    model_admin.require(model_admin.has_transfer_permission(request))
    orders = _chosen(request)
    form = TransferForm(request.POST or None, orders=orders)
    if form.is_valid():
        customer = form.cleaned_data["customer"]

        shown = form.cleaned_data["owners"]

        def service(order: Order) -> Order:
            return transfer_order(
                order_id=order.pk,
                new_customer=customer,
                shown_customer=shown.get(order.pk, ...),
            )

        return _carry_out(model_admin, request, orders, service, _moved)
    title = ngettext(
        "Move an order to another customer",
        "Move orders to another customer",
        len(orders),
    )
    return _page(model_admin, request, "transfer", orders, form, {"title": title})


def payment_label(order: Order) -> str:
    """Return the way to pay, in words."""
    method = PAYMENT.get(order.payment_method)
    return str(method.label) if method else order.payment_method or "–"


def shipping_label(order: Order) -> str:
    """Return the way to deliver, in words."""
    method = SHIPPING.get(order.shipping_method)
    return str(method.label) if method else order.shipping_method or "–"


def _chosen(request: HttpRequest) -> list[Order]:
    """Return the orders that the address names. Raises Http404 where there is none."""
    numbers = request.GET.getlist("order")[:MOST_ORDERS]
    orders = Order.objects.filter(number__in=numbers).select_related("customer")
    found = list(orders.prefetch_related("lines", "payment_entries", "refunds"))
    if not found:
        raise Http404(_("Choose orders in the list first."))
    return found


def _carry_out(
    model_admin: Any,
    request: HttpRequest,
    orders: list[Order],
    service: Callable[[Order], Order],
    done: Callable[[int], str],
) -> HttpResponse:
    run_on_each(model_admin, request, orders, service, done)
    if len(orders) == 1:
        return redirect("admin:orders_order_change", orders[0].pk)
    return redirect("admin:orders_order_changelist")


def _cancelled(count: int) -> str:
    return ngettext(
        "%(count)d order is cancelled. Its pieces are back in stock.",
        "%(count)d orders are cancelled. Their pieces are back in stock.",
        count,
    ) % {"count": count}


def _moved(count: int) -> str:
    return ngettext(
        "%(count)d order has a new customer.",
        "%(count)d orders have a new customer.",
        count,
    ) % {"count": count}


def _page(
    model_admin: Any,
    request: HttpRequest,
    name: str,
    orders: list[Order],
    form: Form,
    context: dict[str, Any],
) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, _("Nothing was changed. Look at the marked fields."))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "orders": orders,
        "object": orders[0] if len(orders) == 1 else None,
        "form": form,
        **context,
    }
    return TemplateResponse(request, f"admin/orders/order/{name}.html", context)

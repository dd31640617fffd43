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
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.back_office import run_on_each
from database.back_office.pages import page
from orders.admin.orders.forms import CancelForm, TransferForm
from orders.admin.orders.steps import STEPS, Step
from orders.admin.orders.why import why_of
from orders.ledger import shown_balance
from orders.life.cancelling import pieces_to_return
from orders.models import Order
from orders.models.delivery import known_deliveries
from orders.prices.quote import ZERO
from orders.providers.methods import payment_method
from orders.services import cancel_order, transfer_order
from shop.money import format_money

FILTERS = "_changelist_filters"  # as Django calls them
MOST_ORDERS = 50
# How many of those that do not fit are named.
MOST_NAMED = 20


def step(model_admin: Any, request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Take one order one step further. A reload after logging in leads to its page."""
    model_admin.require(model_admin.has_fulfil_permission(request))
    if name not in STEPS:
        raise Http404
    if request.method == "POST":
        _take(model_admin, request, pk, STEPS[name])
    return redirect("admin:orders_order_change", pk)


def _take(model_admin: Any, request: HttpRequest, pk: UUID, step: Step) -> None:
    why, error = why_of(request)
    if error:
        messages.error(request, error)
        return
    rows = list(Order.objects.filter(pk=pk))
    done = step.done_for(rows)
    run_on_each(model_admin, request, rows, lambda order: step.take(order, why), done)


def cancel(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show what cancelling would put back; cancel what is posted."""
    model_admin.require(model_admin.has_cancel_permission(request))
    orders = chosen(request)
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
    held = sum((shown_balance(order).held for order in possible), ZERO)
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
    orders = chosen(request)
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
    if not order.total:
        return _("Nothing to pay")
    return str(payment_method(order.payment_method).label)


def shipping_label(order: Order) -> str:
    """Return the way to deliver, in words."""
    way = known_deliveries().get(order.shipping_method)
    return way.label if way else order.shipping_method or "–"


def chosen(request: HttpRequest) -> list[Order]:
    """Return the orders that the address names. Raises Http404 if there is none."""
    named = list(dict.fromkeys(request.GET.getlist("order")))
    numbers = fitting(request, named, len(named))
    orders = Order.objects.filter(number__in=numbers)
    orders = orders.select_related("customer", "payment_balance")
    found = list(orders.prefetch_related("lines", "payment_entries", "refunds"))
    if not found:
        raise Http404(_("Choose orders in the list first."))
    return found


def fitting(request: HttpRequest, numbers: list[str], count: int) -> list[str]:
    """Return the numbers that fit on a page, and name the others of all `count`."""
    others = numbers[MOST_ORDERS:]
    if others:
        named, more = others[:MOST_NAMED], count - MOST_ORDERS - MOST_NAMED
        names = {
            "most": MOST_ORDERS,
            "numbers": ", ".join(named),
            "more": number_format(max(more, 0), force_grouping=True),
        }
        text = _(
            "This page can take %(most)d orders, so these were left out: "
            "%(numbers)s. Choose them again afterwards."
        )
        if more > 0:
            text = _(
                "This page can take %(most)d orders, so these were left out: "
                "%(numbers)s and %(more)s more. Choose them again afterwards."
            )
        messages.warning(request, text % names)
    return numbers[:MOST_ORDERS]


def _carry_out(
    model_admin: Any,
    request: HttpRequest,
    orders: list[Order],
    service: Callable[[Order], Order],
    done: Callable[[int], str],
) -> HttpResponse:
    run_on_each(model_admin, request, orders, service, done)
    return redirect(way_back(request, orders))


def way_back(request: HttpRequest, orders: list[Order]) -> str:
    """Return the page of the only order, or the list as it was filtered."""
    if len(orders) == 1:
        return reverse("admin:orders_order_change", args=[orders[0].pk])
    filters = request.GET.get(FILTERS, "")
    return reverse("admin:orders_order_changelist") + (f"?{filters}" if filters else "")


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
        messages.error(request, _("Nothing was changed. Check the marked fields."))
    context = {
        "opts": model_admin.opts,
        "orders": orders,
        "object": orders[0] if len(orders) == 1 else None,
        "way_back": way_back(request, orders),
        "form": form,
        **context,
    }
    return page(request, f"admin/orders/order/{name}.html", context)

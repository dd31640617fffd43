"""Cancelling an order: asked first, done when the answer is posted."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.errors import IllegalStatus, OwnerChanged, PartlyShipped
from orders.ledger import shown_balance
from orders.mails.expectations import in_working_days, pays_first, shown_day
from orders.models import Order
from orders.services import cancel_order
from orders.status import CANCELLABLE, Status
from orders.views.finding import order_for, shows_an_order
from orders.views.orders import order_page
from shop.money import format_money


@shows_an_order
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Say what cancelling does; do it where that was answered, if it still can be."""
    row = order_for(request, number, "orders.cancel_order")
    if request.method != "POST":
        return _ask(request, row)
    try:
        row = cancel_order(order_id=row.pk, shown_customer=row.customer_id)
    except (IllegalStatus, OwnerChanged) as error:
        messages.error(request, _said_to_shopper(error))
        # Not found by now, where the order was moved and the visitor was its owner.
        row = order_for(request, number, "orders.cancel_order")
        return order_page(request, row, status=409)
    messages.success(request, _("Your order is cancelled."))
    return redirect(row.get_absolute_url())


def _ask(request: HttpRequest, row: Order) -> HttpResponse:
    if not row.is_cancellable:
        messages.warning(request, _said_to_shopper(_obstacle(row)))
        return redirect(row.get_absolute_url())
    context = {
        "order": row,
        "lines": row.lines.all(),
        "money": _money_afterwards(row),
        "order_url": row.get_absolute_url(),
    }
    return render(request, "orders/cancel.html", context)


def _money_afterwards(row: Order) -> str:
    """Return what becomes of the money if the order is cancelled now."""
    held = shown_balance(row).held
    if held > 0:
        day = in_working_days(timezone.now(), settings.REFUND_DAYS)
        text = _(
            "You paid %(held)s. We will refund it, and it should reach you by %(day)s."
        )
        held_shown = format_money(held, row.currency)
        return text % {"held": held_shown, "day": shown_day(day)}
    if row.total and pays_first(row):
        return _(
            "You have not paid yet, and no longer need to. If a payment is on its "
            "way, we will send the money back."
        )
    return _("You have not paid yet, and no longer need to.")


def _obstacle(row: Order) -> IllegalStatus:
    """Return why an order that cannot be cancelled cannot."""
    if row.status in CANCELLABLE and row.is_partly_shipped:
        return PartlyShipped(row.number, row.status)
    return IllegalStatus(row.number, row.status, Status.CANCELLED)


def _said_to_shopper(error: Exception) -> str:
    """Return the sentence without the buttons that only staff have."""
    return error.for_shopper if isinstance(error, PartlyShipped) else str(error)

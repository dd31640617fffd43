"""Sending pieces back, as shoppers ask for it."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.errors import ReturnRefused
from orders.models import Order
from orders.returns.forms import ReturnForm
from orders.returns.rules import (
    is_known_request,
    obstacle_to_return,
    return_deadline,
    returnable,
)
from orders.services import request_return
from orders.views.finding import order_for, shows_an_order


@shows_an_order
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_return(request: HttpRequest, number: str) -> HttpResponse:
    """Ask which pieces come back and why; 409 where none can."""
    order = order_for(request, number, "orders.handle_return")
    home = order.get_absolute_url()
    obstacle = obstacle_to_return(order)
    lines = returnable(order)
    if request.method != "POST":
        if obstacle:
            messages.warning(request, obstacle)
            return redirect(home)
        return _page(request, order, ReturnForm(lines=lines, initial=_new_key()))
    if is_known_request(order, request.POST.get("key", "")):
        return redirect(home)
    form = ReturnForm(request.POST, lines=lines)
    if not form.is_valid():
        return _page(request, order, form, status=422)
    if obstacle:
        form.add_error(None, obstacle)
        return _page(request, order, form, status=409)
    try:
        request_return(order_id=order.pk, **form.wish)
    except ReturnRefused as error:
        form.add_error(None, str(error))
        return _page(request, order, form, status=409)
    text = ngettext(
        "We have your request and answer it within %(days)d working day, by mail.",
        "We have your request and answer it within %(days)d working days, by mail.",
        settings.RETURN_ANSWER_DAYS,
    )
    messages.success(request, text % {"days": settings.RETURN_ANSWER_DAYS})
    return redirect(home)


def _new_key() -> dict[str, str]:
    return {"key": uuid4().hex}


def _page(
    request: HttpRequest, order: Order, form: ReturnForm, status: int = 200
) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "deadline": return_deadline(order),
        "answer_days": settings.RETURN_ANSWER_DAYS,
        "order_url": order.get_absolute_url(),
    }
    return render(request, "orders/return.html", context, status=status)

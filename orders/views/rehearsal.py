"""The page of the test provider, where customers confirm a payment or decline it."""

from decimal import Decimal
from http import HTTPStatus

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.providers import online
from orders.providers.rehearsal import Asked, Rehearsal
from shop.money import format_money

CHOICES = {"confirm": True, "decline": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and do what was chosen. Whoever has the link may, as at a real provider."""
    asked = _asked(token)
    choice = request.POST.get("choice")
    if choice in CHOICES:
        asked.decide(confirms=CHOICES[choice])
        return redirect(request.path)
    context = {
        "became": asked.became,
        "number": asked.order,
        "amount": format_money(Decimal(asked.amount), asked.currency),
        "order_url": reverse("orders:order", args=[asked.order]),
    }
    is_unclear = request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_unclear else HTTPStatus.OK
    return render(request, "orders/rehearsal.html", context, status=status)


def _asked(token: str) -> Asked:
    """Return what the link is about. Raises Http404 for a forged one."""
    if online(Rehearsal.code) is None:
        raise Http404
    try:
        return Asked.read(token)
    except BadSignature as error:
        raise Http404 from error

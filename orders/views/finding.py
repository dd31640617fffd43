"""Which orders a visitor may have, and the key that guests carry along."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from orders.checkout.visitor import knows_order, remember_order
from orders.models import Line, Order, ReturnLine
from orders.models.orders import of_lead_picture
from orders.models.parcels import SENT
from orders.returns.rules import read_arrivals
from orders.status import Status

View = Callable[..., HttpResponse]

LINES = Line.objects.select_related("product").annotate(
    lead_file=of_lead_picture("image"), lead_alt=of_lead_picture("alt")
)
# What the page of an order shows: one query a table, joined where there is one row.
WITH = (
    Prefetch("lines", LINES),
    SENT,
    "status_changes",
    "payment_entries",
    "refunds",
    "returns",
    Prefetch("returns__lines", ReturnLine.objects.select_related("line")),
)


class NotShown(Http404):
    """There is no such order, or not for this visitor: nobody learns which."""


class KeyInAddress(Exception):
    """The visitor may have the order, and the key has done its work."""


def order_for(request: HttpRequest, number: str, right: str) -> Order:
    """Return the order if the visitor may have it. Raises NotShown otherwise.

    A key that opens it is remembered by the session, so it is needed once. Raises
    KeyInAddress for a page that is asked for with one.
    """
    rows = Order.objects.select_related("payment_balance")
    row = rows.filter(number=number).first()
    if row is None or not _may_see(request, row, right):
        raise NotShown
    if "key" in request.GET and request.method in {"GET", "HEAD"}:
        raise KeyInAddress
    prefetch_related_objects([row], *WITH)
    if row.status == Status.PENDING:
        # How its payment goes is told in several places.
        prefetch_related_objects([row], "payments")
    read_arrivals(row)
    return row


def _may_see(request: HttpRequest, row: Order, right: str) -> bool:
    user = request.user
    is_owner = user.is_authenticated and row.customer_id == user.pk
    if is_owner or knows_order(request, row):
        return True
    if row.opens_to(request.GET.get("key", "")):
        remember_order(request, row)
        return True
    # The page shows where the order goes.
    rights = (right, "orders.view_recipient")
    return user.is_authenticated and user.is_staff and user.has_perms(rights)


def shows_an_order(view: View) -> View:
    """Guard a page of an order: no key stays in its address, none stays a riddle.

    GET with a key leads to the same page without it, before anything is drawn: what
    is in the address bar ends up in histories and in the logs of others.
    """

    @wraps(view)
    def guarded(request: HttpRequest, number: str) -> HttpResponse:
        try:
            response = view(request, number)
        except NotShown:
            response = render(request, "orders/not_found.html", status=404)
        except KeyInAddress:
            response = redirect(request.path)
        # Also the answers that no view gave: the redirect hands out a session.
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded

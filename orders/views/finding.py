"""Which orders a visitor may have, and the key that guests carry along."""

from collections.abc import Callable
from functools import wraps

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from orders.models import Line, Order, ReturnLine
from orders.parcels import SENT
from orders.services.returning import read_arrivals
from shop.models import Picture

View = Callable[..., HttpResponse]

LEAD_FILE = Picture.objects.filter(product=OuterRef("product")).values("image")[:1]
LINES = Line.objects.select_related("product").annotate(lead_file=Subquery(LEAD_FILE))
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
# The guest's orders that a session knows: {number: nonce of the link}.
SESSION = "guest_orders"
MOST_KNOWN = 20


class NotShown(Http404):
    """There is no such order, or not for this visitor: nobody learns which."""


class KeyInAddress(Exception):
    """The visitor may have the order, and the key has done its work."""


def order_for(request: HttpRequest, number: str, right: str) -> Order:
    """Return the order if the visitor may have it. Raises NotShown otherwise.

    A key that opens it is remembered by the session, so it is needed once. Raises
    KeyInAddress for a page that is asked for with one.
    """
    row = _find(request, number, right)
    if "key" in request.GET and request.method in {"GET", "HEAD"}:
        raise KeyInAddress
    return row


def _find(request: HttpRequest, number: str, right: str) -> Order:
    rows = Order.objects.select_related("payment_balance").prefetch_related(*WITH)
    row = rows.filter(number=number).first()
    if row is None:
        raise NotShown
    read_arrivals(row)
    user = request.user
    is_owner = user.is_authenticated and row.customer_id == user.pk
    if is_owner or _is_known(request, row):
        return row
    if row.opens_to(request.GET.get("key", "")):
        _remember(request, row)
        return row
    # The page shows where the order goes.
    rights = (right, "orders.view_recipient")
    if user.is_authenticated and user.is_staff and user.has_perms(rights):
        return row
    raise NotShown


def _is_known(request: HttpRequest, row: Order) -> bool:
    """Tell whether the session knows the order by the link that is good today."""
    known = request.session.get(SESSION, {})
    return row.is_open_to_guests and known.get(row.number) == row.guest_nonce


def _remember(request: HttpRequest, row: Order) -> None:
    known = request.session.get(SESSION, {})
    known.pop(row.number, None)
    newest = list(known.items())[-(MOST_KNOWN - 1) :]
    request.session[SESSION] = {**dict(newest), row.number: row.guest_nonce}


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

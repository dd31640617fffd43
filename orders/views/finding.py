"""Which orders a visitor may have, and the signed key that guests carry along."""

from django.db.models import (
    OuterRef,
    Prefetch,
    Subquery,
)
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from orders.links import opens
from orders.models import Line, Order, ReturnLine
from orders.parcels import SENT
from orders.services.returning import read_arrivals
from shop.models import Picture

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


def order_for(request: HttpRequest, number: str, right: str) -> Order:
    """Return the order if the visitor may have it. Raises Http404 otherwise."""
    rows = Order.objects.select_related("payment_balance").prefetch_related(*WITH)
    row = get_object_or_404(rows, number=number)
    read_arrivals(row)
    user = request.user
    is_owner = user.is_authenticated and row.customer_id == user.pk
    if is_owner or opens(row, request.GET.get("key", "")):
        return row
    if user.is_authenticated and user.is_staff and user.has_perm(right):
        return row
    raise Http404("No such order.")


def with_key(request: HttpRequest, path: str) -> str:
    """Return the path with the guest's key, where the address has one."""
    return f"{path}?{request.GET.urlencode()}" if "key" in request.GET else path

"""What the order's page in the back office shows besides its lines, in this order."""

from typing import Any

from django.http import HttpRequest

from orders.admin.money.panel import money
from orders.admin.orders.returns import BADGES as RETURN_BADGES
from orders.models import Order
from orders.models.parcels import parcels_of
from orders.pages import timeline
from orders.pages.panels import Panel


def parcels(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return the parcels, where there are any."""
    rows = parcels_of(order)
    may_deliver = request.user.has_perm("orders.fulfil_order")
    return {"parcels": rows, "may_deliver": may_deliver} if rows else None


def history(order: Order, request: HttpRequest) -> dict[str, Any]:
    """Return everything that happened, and whether a note may be added."""
    return {
        "events": timeline.for_staff(order),
        "may_note": request.user.has_perm("orders.note_order"),
        "may_read_mails": request.user.has_perm("orders.view_mail"),
    }


def returns(order: Order, request: HttpRequest) -> dict[str, Any] | None:
    """Return what comes back, where anything does."""
    if not request.user.has_perm("orders.view_return"):
        return None
    rows = list(order.returns.all())
    for row in rows:
        row.badge = RETURN_BADGES[row.status]
    return {"returns": rows} if rows else None


# Beside the lines, the wide column; then the narrow one.
WIDE: tuple[Panel, ...] = (
    Panel("parcels", "admin/orders/order/panels/parcels.html", parcels),
    Panel("money", "admin/orders/order/panels/money.html", money),
    Panel("returns", "admin/orders/order/panels/returns.html", returns),
)
NARROW: tuple[Panel, ...] = (
    Panel("history", "admin/orders/order/panels/history.html", history),
)

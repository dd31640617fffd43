"""What orders add to the page of a customer."""

from decimal import Decimal

from django.db.models import Count, Max, Q, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.admin.contributions import panels, tiles
from accounts.models import User
from database.back_office.tiles import Tile
from orders.admin.customers.figures import SEES_ORDERS
from orders.mails import KINDS
from orders.models import CreditNote, Mail, Order
from orders.status import SOLD
from shop.money import format_money

LATEST = 10


def figures(request: HttpRequest, user: User) -> list[Tile]:
    """Return how often and how much the customer bought."""
    if not request.user.has_perm(SEES_ORDERS):
        return []
    own = Order.objects.filter(customer=user)
    sold = Q(status__in=SOLD)
    row = own.aggregate(
        count=Count("pk"),
        sold=Count("pk", filter=sold),
        spent=Sum("total", filter=sold),
        latest=Max("placed_at"),
    )
    spent = Decimal(row["spent"] or 0)
    latest = ""
    if row["latest"]:
        day = date_format(localtime(row["latest"]), "j M Y")
        latest = _("The last on %(day)s") % {"day": day}
    average = ""
    if row["sold"]:
        average = _("%(amount)s an order") % {
            "amount": format_money(spent / row["sold"])
        }
    link = reverse("admin:orders_order_changelist")
    return [
        Tile(
            _("Orders"),
            str(row["count"]),
            latest or _("None yet"),
            f"{link}?customer__id__exact={user.pk}" if row["count"] else "",
        ),
        Tile(_("Spent"), format_money(spent), average),
    ]


def latest_orders(request: HttpRequest, user: User) -> str:
    """Return the customer's latest orders as a card."""
    if not request.user.has_perm(SEES_ORDERS):
        return ""
    orders = Order.objects.filter(customer=user).with_sent_count()
    context = {"customer": user, "orders": orders.order_by("-placed_at")[:LATEST]}
    return render_to_string("admin/orders/customer_panel.html", context, request)


def latest_credit_notes(request: HttpRequest, user: User) -> str:
    """Return the customer's latest credit notes as a card; nothing where none are."""
    if not request.user.has_perm("orders.view_creditnote"):
        return ""
    notes = CreditNote.objects.filter(customer=user)[:LATEST]
    if not notes:
        return ""
    context = {"customer": user, "notes": notes}
    return render_to_string("admin/orders/credit_notes_panel.html", context, request)


def latest_mails(request: HttpRequest, user: User) -> str:
    """Return the latest mails about the customer's orders; nothing where none are."""
    if not request.user.has_perm("orders.view_mail"):
        return ""
    rows = Mail.objects.filter(order__customer=user).select_related("order")[:LATEST]
    if not rows:
        return ""
    titles = [row.subject or KINDS[row.kind].label for row in rows]
    context = {"mails": zip(rows, titles, strict=True)}
    return render_to_string("admin/orders/mails_panel.html", context, request)


tiles.add("orders", figures)
panels.add("latest_orders", latest_orders)
panels.add("latest_credit_notes", latest_credit_notes)
panels.add("latest_mails", latest_mails)

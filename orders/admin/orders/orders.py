"""Orders: the list, the page, and what staff do to them."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from database.back_office import ReadOnlyModelAdmin
from database.back_office.display import badge, column, moment, number
from orders.admin.orders import cancelling, pages, panels, parcels, stepping
from orders.admin.orders.filters import (
    ArchivedFilter,
    MoneyFilter,
    PaymentFilter,
    PlacedFilter,
    SendingFilter,
)
from orders.admin.orders.paid import paid_badge
from orders.admin.orders.steps import CONFIRM, DELIVER, SHIP, Step, advise
from orders.admin.orders.why import WhyActionForm, why_of
from orders.admin.reports.linked import BEHIND_FIGURES
from orders.ledger import taken_off
from orders.ledger.selecting import paid_of
from orders.life.cancelling import pieces_to_return
from orders.models import Order
from orders.models.parcels import SENT_BY
from orders.models.search import search_orders
from orders.pages.panels import read_panels
from orders.status import Paid
from shop.money import format_money as money

RECIPIENT = "orders.view_recipient"
# What is paid so names the way to pay as well.
SAYS_THE_WAY = (Paid.INVOICE, Paid.ON_DELIVERY, Paid.FREE)


@admin.register(Order)
class OrderAdmin(ReadOnlyModelAdmin):
    """Everything about an order is frozen; it moves by the steps, which are services.

    They open the outermost transaction, so they run from list actions and from
    addresses of their own: Django's change form is inside a transaction already.
    """

    list_display = (
        "number",
        "who",
        "shown_status",
        "content",
        "shown_total",
        "paid",
        "placed",
    )
    list_select_related = ("customer", "payment_balance")
    list_filter = (
        "status",
        SendingFilter,
        PlacedFilter,
        PaymentFilter,
        MoneyFilter,
        ArchivedFilter,
        *BEHIND_FIGURES,
    )
    linked_lookups = ("customer__id__exact", "number__exact")
    search_fields = ("number",)
    search_help_text = _("Number, name, product")
    sortable_by = ("shown_total", "placed")
    actions = ("confirm", "ship", "deliver", "cancel", "transfer")
    action_form = WhyActionForm
    fieldsets = ((None, {"fields": ("number",)}),)
    change_list_template = "admin/orders/new_order.html"
    change_form_template = "admin/orders/order/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_line_count().with_sent_count()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Name people alone for those who may not see where their orders go."""
        shown = super().get_list_display(request)
        if request.user.has_perm(RECIPIENT):
            return list(shown)
        return ["who_by_name" if name == "who" else name for name in shown]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Say what the search looks at, which is more for those who see more."""
        shown = super().get_changelist_instance(request)
        if request.user.has_perm(RECIPIENT):
            shown.search_help_text = _("Number, name, e-mail, phone, postcode, product")
        return shown

    def find(self, request: HttpRequest, rows: QuerySet, text: str) -> QuerySet:
        """Find by what the reader sees of an order: where it goes is not for all."""
        sees = request.user.has_perm(RECIPIENT)
        return search_orders(rows, text, sees_recipient=sees)

    def title_in_search(self, order: Order) -> str:
        """Name the order by its customer and total too: numbers look alike."""
        total = money(order.total, order.currency)
        return " · ".join([order.number, self.who_by_name(order), total])

    def get_urls(self) -> list[URLPattern]:
        view, site = self.admin_site.admin_view, "orders_order"
        return [
            path(
                "<uuid:pk>/step/<str:name>/",
                view(lambda request, pk, name: pages.step(self, request, pk, name)),
                name=f"{site}_step",
            ),
            path(
                "steps/<str:name>/",
                view(partial(stepping.steps, self)),
                name=f"{site}_steps",
            ),
            path(
                "<uuid:pk>/parcel/",
                view(partial(parcels.parcel, self)),
                name=f"{site}_parcel",
            ),
            path(
                "<uuid:pk>/parcel/<uuid:parcel>/delivered/",
                view(partial(parcels.delivered, self)),
                name=f"{site}_delivered",
            ),
            path(
                "<uuid:pk>/note/",
                view(partial(parcels.note, self)),
                name=f"{site}_note",
            ),
            path(
                "<uuid:pk>/cancel-pieces/",
                view(partial(cancelling.cancel_some, self)),
                name=f"{site}_cancel_pieces",
            ),
            path(
                "cancel/",
                view(lambda request: pages.cancel(self, request)),
                name=f"{site}_cancel",
            ),
            path(
                "transfer/",
                view(lambda request: pages.transfer(self, request)),
                name=f"{site}_transfer",
            ),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, order: Any) -> dict[str, Any]:
        """Show the order's page: what to do first, then what is there."""
        order = Order.objects.for_page().prefetch_related(SENT_BY).get(pk=order.pk)
        pieces = order.pieces_to_ship
        may_refund = request.user.has_perm("orders.refund_payment")
        advice = advise(order, pieces=pieces, may_refund=may_refund)
        return {
            "order": order,
            "may_see_recipient": request.user.has_perm(RECIPIENT),
            "title": f"{order._meta.verbose_name.capitalize()} {order.number}",
            "can_cancel_pieces": pieces > 1 or (pieces and order.is_partly_sent),
            "advice": advice,
            "step_label": advice.step.label_for(order) if advice.step else "",
            "taken_off": taken_off(order),
            "costs_now": order.total - taken_off(order),
            "to_return": pieces_to_return([order])[order.pk],
            "payment": pages.payment_label(order),
            "shipping": pages.shipping_label(order),
            "wide_panels": read_panels(panels.WIDE, order, request),
            "narrow_panels": read_panels(panels.NARROW, order, request),
        }

    @admin.display(description=_("customer"))
    def who_by_name(self, order: Order) -> str:
        name = order.full_name or (order.customer.full_name if order.customer else "")
        return name or str(_("guest"))

    @admin.display(description=_("customer"))
    def who(self, order: Order) -> str:
        name = order.full_name or (order.customer.full_name if order.customer else "")
        guest = "" if order.customer_id else _("guest")
        return format_html(
            '<span class="bo-two"><span>{}</span><small>{}</small></span>',
            name or order.email or _("guest"),
            " · ".join(str(part) for part in (guest, order.email) if part),
        )

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, order: Order) -> str:
        return badge(order.status_colour, order.status_label)

    @admin.display(description=_("pieces"))
    def content(self, order: Order) -> str:
        lines = ngettext("in %(count)d line", "in %(count)d lines", order.line_count)
        lines %= {"count": order.line_count}
        return number(format_html("{} <small>{}</small>", order.unit_count, lines))

    @admin.display(description=_("total"), ordering="total")
    def shown_total(self, order: Order) -> str:
        return number(money(order.total, order.currency))

    @admin.display(description=_("paid"))
    def paid(self, order: Order) -> str:
        shown = paid_badge(order)
        if paid_of(order) in SAYS_THE_WAY:
            return shown
        return format_html(
            '<span class="bo-two"><span>{}</span><small>{}</small></span>',
            shown,
            pages.payment_label(order),
        )

    placed = column(_("placed"), "placed_at", moment, sorts=True)

    @admin.action(description=_("Confirm orders…"), permissions=["fulfil"])
    def confirm(self, request: HttpRequest, queryset: QuerySet) -> Any:
        return self.ask(request, queryset, CONFIRM)

    @admin.action(description=_("Mark as shipped…"), permissions=["fulfil"])
    def ship(self, request: HttpRequest, queryset: QuerySet) -> Any:
        return self.ask(request, queryset, SHIP)

    @admin.action(description=_("Mark as delivered…"), permissions=["fulfil"])
    def deliver(self, request: HttpRequest, queryset: QuerySet) -> Any:
        return self.ask(request, queryset, DELIVER)

    @admin.action(
        description=_("Cancel and put the pieces back…"), permissions=["cancel"]
    )
    def cancel(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Show what cancelling would do, and ask."""
        address, why = reverse("admin:orders_order_cancel"), request.POST.get("why", "")
        return _page_for(request, address, queryset, reason=why)

    @admin.action(description=_("Move to another customer…"), permissions=["transfer"])
    def transfer(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Ask for the new customer."""
        return _page_for(request, reverse("admin:orders_order_transfer"), queryset)

    def ask(self, request: HttpRequest, orders: QuerySet, step: Step) -> Any:
        """Lead to the page that says what the step does to these orders, and asks."""
        why, error = why_of(request)
        if error:
            self.message_user(request, error, messages.ERROR)
            return None
        address = reverse("admin:orders_order_steps", args=[step.name])
        return _page_for(request, address, orders, why=why)

    def has_fulfil_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.fulfil_order")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.cancel_order")

    def has_transfer_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.transfer_order")


def _page_for(
    request: HttpRequest, address: str, orders: QuerySet, **initial: str
) -> HttpResponse:
    known = orders.values_list("number", flat=True)
    numbers = list(known[: pages.MOST_ORDERS + pages.MOST_NAMED + 1])
    is_cut = len(numbers) > pages.MOST_ORDERS
    fitting = pages.fitting(request, numbers, orders.count() if is_cut else 0)
    query: dict[str, Any] = {"order": fitting}
    initial[pages.FILTERS] = request.GET.urlencode()
    query |= {key: text for key, text in initial.items() if text}
    return redirect(f"{address}?{urlencode(query, doseq=True)}")

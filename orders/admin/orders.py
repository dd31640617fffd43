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

from database.back_office import ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment, number
from orders.admin import cancelling, pages, panels, parcels
from orders.admin.filters import (
    ArchivedFilter,
    MoneyFilter,
    PaymentFilter,
    PlacedFilter,
    SendingFilter,
)
from orders.admin.linked import BEHIND_FIGURES
from orders.admin.steps import CONFIRM, DELIVER, SHIP, Step, advise
from orders.admin.why import WhyActionForm, why_of
from orders.expectations import waits_for_money
from orders.models import Order
from orders.panels import read_panels
from orders.parcels import SENT_BY
from orders.services.cancelling import pieces_to_return
from orders.status import Status
from shop.money import format_money as money

RECIPIENT = "orders.view_recipient"


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
        "payment",
        "placed",
    )
    list_select_related = ("customer",)
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
    search_fields = ("number", "email")
    search_help_text = _("Order number or e-mail address")
    sortable_by = ("shown_total", "placed")
    actions = ("confirm", "ship", "deliver", "cancel", "transfer")
    action_form = WhyActionForm
    fieldsets = ((None, {"fields": ("number",)}),)
    change_form_template = "admin/orders/order/page.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_line_count().with_sent_count()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """Name people alone for those who may not see where their orders go."""
        shown = super().get_list_display(request)
        if request.user.has_perm(RECIPIENT):
            return list(shown)
        return ["who_by_name" if name == "who" else name for name in shown]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by the beginning of the number or the e-mail address, by an index."""
        if not search_term:
            return queryset, False
        if request.user.has_perm(RECIPIENT):
            return queryset.found_by(search_term), False
        return queryset.filter(number__begins=search_term), False

    def get_urls(self) -> list[URLPattern]:
        view, site = self.admin_site.admin_view, "orders_order"
        return [
            path(
                "<uuid:pk>/step/<str:name>/",
                view(lambda request, pk, name: pages.step(self, request, pk, name)),
                name=f"{site}_step",
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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the order's page: what to do first, then what is there."""
        order = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if order and self.has_view_permission(request):
            order = Order.objects.for_page().prefetch_related(SENT_BY).get(pk=order.pk)
            pieces = order.pieces_to_ship
            context |= {
                "order": order,
                "may_see_recipient": request.user.has_perm(RECIPIENT),
                "title": f"{order._meta.verbose_name.capitalize()} {order.number}",
                "subtitle": "",
                "can_cancel_pieces": pieces > 1 or (pieces and order.is_partly_sent),
                "advice": advise(order, pieces=pieces),
                "to_return": pieces_to_return([order])[order.pk],
                "payment": pages.payment_label(order),
                "shipping": pages.shipping_label(order),
                "wide_panels": read_panels(panels.WIDE, order, request),
                "narrow_panels": read_panels(panels.NARROW, order, request),
            }
        return super().change_view(request, object_id, form_url, context)

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

    @admin.display(description=_("payment"))
    def payment(self, order: Order) -> str:
        return pages.payment_label(order)

    @admin.display(description=_("placed"), ordering="placed_at")
    def placed(self, order: Order) -> str:
        return moment(order.placed_at)

    @admin.action(description=CONFIRM.label, permissions=["fulfil"])
    def confirm(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.take_step(request, queryset, CONFIRM)

    @admin.action(description=SHIP.label, permissions=["fulfil"])
    def ship(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.take_step(request, queryset, SHIP)

    @admin.action(description=DELIVER.label, permissions=["fulfil"])
    def deliver(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.take_step(request, queryset, DELIVER)

    @admin.action(
        description=_("Cancel and put the pieces back…"), permissions=["cancel"]
    )
    def cancel(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Show what cancelling would do, and ask."""
        return _page_for("cancel", queryset, reason=request.POST.get("why", ""))

    @admin.action(description=_("Move to another customer…"), permissions=["transfer"])
    def transfer(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Ask for the new customer."""
        return _page_for("transfer", queryset)

    def take_step(self, request: HttpRequest, orders: QuerySet, step: Step) -> None:
        """Take the orders one step further, and say what became of each."""
        why, error = why_of(request)
        if error:
            self.message_user(request, error, messages.ERROR)
            return
        unpaid = _unpaid(orders) if step is CONFIRM else []
        run_on_each(
            self,
            request,
            orders,
            lambda order: step.service(order_id=order.pk, reason=why),
            step.done,
        )
        if unpaid:
            names = {"numbers": ", ".join(unpaid[: pages.MOST_ORDERS])}
            text = _("Paid before delivery, and not paid yet: %(numbers)s.") % names
            self.message_user(request, text, messages.WARNING)

    def has_fulfil_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.fulfil_order")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.cancel_order")

    def has_transfer_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.transfer_order")


def _unpaid(orders: QuerySet) -> list[str]:
    """Return the numbers of those that wait for their money: nothing is sent before."""
    pending = orders.filter(status=Status.PENDING).select_related("payment_balance")
    return [order.number for order in pending if waits_for_money(order)]


def _page_for(name: str, orders: QuerySet, **initial: str) -> HttpResponse:
    numbers = list(orders.values_list("number", flat=True)[: pages.MOST_ORDERS])
    address = reverse(f"admin:orders_order_{name}")
    query = {"order": numbers, **{key: text for key, text in initial.items() if text}}
    return redirect(f"{address}?{urlencode(query, doseq=True)}")

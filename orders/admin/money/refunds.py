"""Refunds: granting them, carrying them out, and the list of both."""

from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.views import recent_login_required
from database.back_office import LinkFilter, ReadOnlyModelAdmin, run_on_each
from database.back_office.display import badge, moment, number
from orders.admin.money.granting import RIGHT, asks_who_it_is, grant_view
from orders.models import Refund
from orders.prices.quote import ZERO
from orders.services import mark_refund_paid
from shop.money import format_money as money


def _at_the_provider(refunds: QuerySet) -> QuerySet:
    return refunds.to_carry_out().filter(by_hand=False)


class RefundStateFilter(LinkFilter):
    title = _("state")
    parameter_name = "state"
    offered = {
        "transfer": (
            _("To be paid out by hand"),
            lambda refunds: refunds.to_transfer(),
        ),
        "provider": (_("On its way at the provider"), _at_the_provider),
        "done": (_("Done"), ~Q(entry=None) | Q(method=Refund.Method.CREDIT)),
    }


@admin.register(Refund)
class RefundAdmin(ReadOnlyModelAdmin):
    list_display = ("granted", "for_order", "shown_state", "value", "way", "reason")
    list_display_links = ("granted", "for_order")
    list_select_related = ("order",)
    list_filter = (RefundStateFilter, "method")
    search_fields = ("reason",)
    search_help_text = _("Order number")
    sortable_by = ("granted",)
    actions = ("paid",)
    fieldsets = ((None, {"fields": ("reason",)}),)
    change_form_template = "admin/orders/refund/page.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        grant = recent_login_required(asks_who_it_is)(partial(grant_view, self))
        return [
            path("new/", view(grant), name="orders_refund_new"),
            path("<uuid:pk>/paid/", view(self.pay_out), name="orders_refund_paid"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Show the refund: what to do first, then what it is for."""
        row = Refund.objects.for_page().get(pk=row.pk)
        return {
            "refund": row,
            "title": _now("Refund for order %(number)s") % {"number": row.order.number},
            "waits_for_us": not row.is_done and row.by_hand,
            **_besides(row),
        }

    def pay_out(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Book that a refund was carried out by hand."""
        self.require(self.has_refund_permission(request))
        if request.method == "POST":
            self.paid(request, Refund.objects.filter(pk=pk))
        return redirect("admin:orders_refund_change", pk)

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)

    @admin.action(description=_("Mark as paid out"), permissions=["refund"])
    def paid(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Book the selected refunds as carried out."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d refund is booked as paid out, and the customer gets a mail.",
                "%(count)d refunds are booked as paid out, and the customers get a "
                "mail.",
                count,
            )
            return text % {"count": count}

        def service(row: Any) -> Any:
            return mark_refund_paid(refund_id=row.pk)

        run_on_each(self, request, queryset, service, done)

    @admin.display(description=_("granted"), ordering="created_at")
    def granted(self, refund: Refund) -> str:
        return moment(refund.created_at)

    @admin.display(description=_("order"))
    def for_order(self, refund: Refund) -> str:
        return refund.order.number

    @admin.display(description=_("state"))
    def shown_state(self, refund: Refund) -> str:
        if refund.is_done:
            return badge("delivered", _("done"))
        if refund.by_hand:
            return badge("pending", _("to be paid out"))
        return badge("confirmed", _("on its way"))

    @admin.display(description=_("amount"))
    def value(self, refund: Refund) -> str:
        return number(money(refund.value, refund.currency))

    @admin.display(description=_("way"))
    def way(self, refund: Refund) -> str:
        return capfirst(refund.get_method_display())


def _besides(refund: Refund) -> dict[str, Decimal]:
    """Return what a refund is for besides pieces and delivery."""
    pieces = sum((line.amount for line in refund.lines.all()), ZERO)
    return {
        "reduced": refund.credited - refund.shipping - pieces,
        "overpaid": max(refund.value - refund.credited, ZERO),
    }

"""Filters of the order list. Days are cut where the shop is."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office import LinkFilter
from database.rows.days import start_of
from orders.ledger.selecting import select
from orders.providers.methods import PAYMENT
from orders.status import Paid


class PlacedFilter(admin.SimpleListFilter):
    title = gettext_lazy("placed")
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("week", _("The last 7 days")),
            ("month", _("The last 30 days")),
            ("year", _("This year")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        first = {
            "today": today,
            "yesterday": today - timedelta(days=1),
            "week": today - timedelta(days=6),
            "month": today - timedelta(days=29),
            "year": today.replace(month=1, day=1),
        }.get(self.value() or "")
        if first is None:
            return queryset
        rows = queryset.filter(placed_at__gte=start_of(first))
        if self.value() == "yesterday":
            rows = rows.filter(placed_at__lt=start_of(today))
        return rows


class SendingFilter(LinkFilter):
    """Orders by what is still to be sent of them."""

    title = gettext_lazy("sending")
    parameter_name = "sending"
    offered = {
        "to_ship": (gettext_lazy("To ship"), lambda orders: orders.to_ship()),
        "partly": (gettext_lazy("Partly sent"), lambda orders: orders.partly_sent()),
    }


class PaymentFilter(LinkFilter):
    title = gettext_lazy("payment")
    parameter_name, column = "payment", "payment_method"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(method.code, method.label) for method in PAYMENT.values()]


class MoneyFilter(admin.SimpleListFilter):
    """Orders by what is paid of them, and those of which it is too much or little."""

    title = gettext_lazy("paid")
    parameter_name = "money"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        words = [(paid.value, capfirst(paid.label)) for paid in Paid]
        return [*words, ("differs", _("Paid too much or too little"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return select(queryset, self.value() or "")


class ArchivedFilter(admin.SimpleListFilter):
    """Hides archived orders unless they are asked for; a search finds them always."""

    title = gettext_lazy("archive")
    parameter_name = "archive"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("with", _("Including archived")), ("only", _("Archived only"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "only":
            return queryset.filter(archived_at__isnull=False)
        if self.value() == "with" or request.GET.get("q"):
            return queryset
        return queryset.filter(archived_at__isnull=True)

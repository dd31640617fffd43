"""Filters of the product list."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office import LinkFilter
from shop.models import Category


def _low(products: QuerySet) -> QuerySet:
    return products.low_on_stock(settings.LOW_STOCK_THRESHOLD)


def _undated(products: QuerySet) -> QuerySet:
    return products.sold_out().filter(expected_back__isnull=True)


def _overdue(products: QuerySet) -> QuerySet:
    return products.sold_out().filter(expected_back__lt=timezone.localdate())


class StockFilter(LinkFilter):
    title = gettext_lazy("stock")
    parameter_name = "stock"
    offered = {
        "low": (gettext_lazy("On sale and low or out"), _low),
        "out": (gettext_lazy("Out of stock"), Q(stock_quantity__lte=0)),
        "undated": (gettext_lazy("On sale and out, no date expected"), _undated),
        "overdue": (gettext_lazy("On sale and out, expected date passed"), _overdue),
        "in": (gettext_lazy("In stock"), Q(stock_quantity__gt=0)),
    }


class CategoryFilter(admin.SimpleListFilter):
    """A category with everything below it."""

    title = gettext_lazy("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        tree = Category.objects.with_tree_fields()
        indented = [(row.slug, "– " * row.tree_depth + row.name) for row in tree]
        return [("none", _("Without a category")), *indented]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        if self.value() == "none":
            return queryset.filter(category__isnull=True)
        chosen = Category.all_objects.filter(slug=self.value()).first()
        if chosen is None:
            return queryset.none()
        below = Category.all_objects.descendants(chosen, include_self=True)
        return queryset.filter(category__in=[row.pk for row in below])

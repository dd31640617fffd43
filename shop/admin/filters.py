"""Filters of the product list."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Category


class StockFilter(admin.SimpleListFilter):
    title = gettext_lazy("stock")
    parameter_name = "stock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("low", _("On sale and low or out")),
            ("out", _("Out of stock")),
            ("in", _("In stock")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "low":
            return queryset.low_on_stock(settings.LOW_STOCK_THRESHOLD)
        if self.value() == "out":
            return queryset.filter(stock_quantity__lte=0)
        if self.value() == "in":
            return queryset.filter(stock_quantity__gt=0)
        return queryset


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

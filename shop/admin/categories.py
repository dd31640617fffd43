"""The category tree."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from database.back_office import (
    DeletedFilter,
    ShopChangeList,
    TrackedModelAdmin,
)
from database.back_office.display import column, number
from shop.models import Category, Product

DEEPEST_INDENT = 6


class TreeChangeList(ShopChangeList):
    """Lists every category after its parent, unless a column was clicked."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        rows = super().get_queryset(request, *args, **kwargs).with_tree_fields()
        if self.params.get("o"):
            return rows
        return rows.extra(order_by=["__tree.tree_ordering"])


@admin.register(Category)
class CategoryAdmin(TrackedModelAdmin):
    list_display = ("indented_name", "slug", "product_count", "shown_position")
    list_display_links = ("indented_name",)
    list_filter = (DeletedFilter,)
    list_per_page = 50
    search_fields = ("name__finds", "slug__startswith")
    search_help_text = _("Name")
    sortable_by = ("slug", "product_count", "shown_position")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "slug"), ("parent", "position"), "description")}),
    )

    def get_changelist(
        self, request: HttpRequest, **kwargs: Any
    ) -> type[ShopChangeList]:
        return TreeChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        products = Product.objects.filter(category=OuterRef("pk")).order_by()
        counted = products.values("category").annotate(count=Count("pk"))
        rows = super().get_queryset(request)
        return rows.annotate(
            product_count=Coalesce(Subquery(counted.values("count")), 0)
        )

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer the tree of the living, indented."""
        if db_field.name == "parent":
            kwargs["queryset"] = Category.objects.with_tree_fields()
            kwargs["empty_label"] = _("at the top")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("name"))
    def indented_name(self, category: Category) -> str:
        depth = min(getattr(category, "tree_depth", 0), DEEPEST_INDENT)
        return format_html('<span class="bo-depth-{}">{}</span>', depth, category.name)

    shown_position = column(_("position"), "position", number, sorts=True)
    product_count = column(_("products"), "product_count", number, sorts=True)

"""Tags: renamed, merged by hand, deleted where nothing needs them."""

# Registers its own class, which is plain Django and shows every tagged row.
import taggit.admin  # noqa: F401
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from database.back_office import ShopModelAdmin
from database.back_office.display import column, number

admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(ShopModelAdmin):
    list_display = ("name", "slug", "products")
    search_fields = ("name__finds",)
    search_help_text = _("Name")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        tags = super().get_queryset(request)
        return tags.annotate(product_count=Count("shop_taggedproduct_items"))

    products = column(_("products"), "product_count", number, sorts=True)

"""Who changed what of all products."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from database.back_office.changelog import ChangeLogAdmin
from shop.models import Product


@admin.register(Product.history.model)
class ProductChangeAdmin(ChangeLogAdmin):
    called = (_("product change"), _("product changes"))
    search_fields = ("sku__begins", "name__finds", "history_user__username__finds")
    search_help_text = _("SKU, product or user name")
    fields_to_filter = (
        "price",
        "cost",
        "weight",
        "shelf",
        "name",
        "slug",
        "description",
        "category",
        "status",
        "published_at",
        "expected_back",
        "is_featured",
        "deleted_at",
    )

"""The stock ledger and product families."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from database.back_office import ReadOnlyModelAdmin, ShopModelAdmin
from database.back_office.display import column, moment, number
from shop.models import ProductFamily, StockMovement


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnlyModelAdmin):
    list_display = ("time", "product", "change", "after", "reason", "note", "who")
    list_display_links = ("time",)
    list_select_related = ("product", "actor")
    list_filter = ("reason",)
    linked_lookups = ("product__id__exact",)
    search_fields = ("product__sku__begins", "note__finds")
    search_help_text = _("SKU or words in the note")
    sortable_by = ("time",)
    fieldsets = (
        (None, {"fields": ("product", "change", "after", "reason", "note")}),
        (_("Who"), {"fields": ("who", "time")}),
    )
    readonly_fields = ("change", "after", "who", "time")

    def get_list_display(self, request: HttpRequest) -> tuple:
        return (*self.list_display[:-1], _who_for(request))

    def get_fieldsets(self, request: HttpRequest, obj: object = None) -> list:
        general, (title, _fields) = super().get_fieldsets(request, obj)
        return [general, (title, {"fields": (_who_for(request), "time")})]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple:
        return (*super().get_readonly_fields(request, obj), _who_for(request))

    time = column(_("time"), "created_at", moment, sorts=True)

    @admin.display(description=_("change"))
    def change(self, movement: StockMovement) -> str:
        return number(f"{movement.delta:+d}")

    after = column(_("stock after"), "balance_after", number)
    who = column(_("by"), "by")

    @admin.display(description=_("by"))
    def who_on_staff(self, movement: StockMovement) -> str:
        """Name staff and commands; of a shopper say no more than that."""
        is_shopper = movement.actor_id and not movement.actor.is_staff
        return str(_("a shopper")) if is_shopper else movement.by


def _who_for(request: HttpRequest) -> str:
    """Return the column that tells this reader who it was: shoppers are not for all."""
    return "who" if request.user.has_perm("accounts.view_user") else "who_on_staff"


@admin.register(ProductFamily)
class ProductFamilyAdmin(ShopModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name__finds",)
    search_help_text = _("Name")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = ((None, {"fields": (("name", "slug"),)}),)

"""Products."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from database.back_office import DeletedFilter, TrackedModelAdmin, run_on_each
from database.back_office.display import badge, number
from shop.admin.contributions import filters
from shop.admin.filters import CategoryFilter, StockFilter
from shop.admin.forms import PictureForm, ProductForm
from shop.admin.stock_page import stock_view
from shop.admin.thumbnails import thumbnail
from shop.models import Category, Picture, Product
from shop.money import format_money as money
from shop.services import archive_product, publish_product


class PictureInline(TabularInline):
    model = Picture
    form = PictureForm
    fields = ("preview", "image", "alt", "position")
    readonly_fields = ("preview",)
    extra = 0
    max_num = 20

    @admin.display(description=_("picture"))
    def preview(self, picture: Picture) -> str:
        return thumbnail(picture)


@admin.register(Product)
class ProductAdmin(TrackedModelAdmin):
    form = ProductForm
    inlines = (PictureInline,)
    list_display = (
        "picture",
        "sku",
        "name",
        "category",
        "shown_price",
        "stock",
        "shown_status",
    )
    list_display_links = ("sku", "name")
    list_select_related = ("category",)
    list_filter = (
        "status",
        StockFilter,
        CategoryFilter,
        "is_featured",
        DeletedFilter,
    )
    linked_lookups = ("sku__exact",)
    search_fields = ("sku__begins", "name__finds")
    search_help_text = _("SKU or name")
    actions = ("publish", "archive")
    prepopulated_fields = {"slug": ("name",)}
    service_fields = (
        "stock_quantity",
        "status",
        "sales_count",
        "views_count",
        "likes_count",
    )
    change_form_outer_before_template = "admin/shop/product/next_step.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "slug"),
                    ("sku", "category"),
                    ("price", "cost"),
                    ("weight", "shelf"),
                    "description",
                    "attributes",
                    "tags",
                    "is_featured",
                    "published_at",
                    "expected_back",
                )
            },
        ),
        (
            _("Family"),
            {"fields": ("family", "family_values"), "classes": ("collapse",)},
        ),
        (
            _("Numbers"),
            {
                "fields": (
                    ("stock_quantity", "status"),
                    ("sales_count", "views_count", "likes_count"),
                ),
                "classes": ("collapse",),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("pictures")

    def get_list_filter(self, request: HttpRequest) -> tuple:
        contributed = (item for _name, item in filters.items())
        return (*super().get_list_filter(request), *contributed)

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> list:
        """Leave out the numbers of a product that does not exist yet."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:-1]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:pk>/stock/",
                view(lambda request, pk: stock_view(self, request, pk)),
                name="shop_product_stock",
            ),
            path(
                "<uuid:pk>/status/<str:status>/",
                view(self.status_view),
                name="shop_product_status",
            ),
            *super().get_urls(),
        ]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer the living categories, indented."""
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.with_tree_fields()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save tags and pictures, then have the pages that show them drawn again."""
        super().save_related(request, form, formsets, change)
        if change:
            Product.all_objects.filter(pk=form.instance.pk).redraw()

    @admin.display(description=_("picture"))
    def picture(self, product: Product) -> str:
        return thumbnail(product.lead_picture)

    @admin.display(description=_("price"), ordering="price")
    def shown_price(self, product: Product) -> str:
        return number(money(product.price))

    @admin.display(description=_("stock"), ordering="stock_quantity")
    def stock(self, product: Product) -> str:
        is_low = product.stock_quantity <= settings.LOW_STOCK_THRESHOLD
        is_sold = product.status == Product.Status.PUBLISHED
        return number(product.stock_quantity, is_alarming=is_low and is_sold)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, product: Product) -> str:
        if product.is_deleted:
            return badge("cancelled", _("deleted"))
        return badge(product.status, product.get_status_display())

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Put the selected products on sale."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d product is on sale now.",
                "%(count)d products are on sale now.",
                count,
            )
            return text % {"count": count}

        run_on_each(
            self,
            request,
            queryset,
            lambda row: publish_product(product_id=row.pk),
            done,
        )

    @admin.action(description=_("Take off sale"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the selected products off the shelf."""

        def done(count: int) -> str:
            text = ngettext(
                "%(count)d product is off sale. Its stock and orders stay as they are.",
                "%(count)d products are off sale. Their stock and orders stay as "
                "they are.",
                count,
            )
            return text % {"count": count}

        run_on_each(
            self,
            request,
            queryset,
            lambda row: archive_product(product_id=row.pk),
            done,
        )

    def status_view(self, request: HttpRequest, pk: UUID, status: str) -> HttpResponse:
        """Publish or archive from the product's page: the list's action for one row."""
        action = {"publish": self.publish, "archive": self.archive}.get(status)
        if request.method != "POST" or action is None:
            return HttpResponseNotAllowed(["POST"])
        self.require(self.has_change_permission(request))
        action(request, self.get_queryset(request).filter(pk=pk))
        return redirect("admin:shop_product_change", pk)

    def has_adjust_stock_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.adjust_stock")

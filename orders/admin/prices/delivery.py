"""The ways to deliver: what they are called, promise and cost."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from database.back_office import DeletedFilter, TrackedModelAdmin
from database.back_office.display import column, number
from database.back_office.versions import VersionedForm
from orders.models import ShippingMethod
from orders.models.delivery import new_code
from shop.money import format_money


class ShippingMethodForm(VersionedForm):
    """A way to deliver. Whether it is a collection is decided when it is made."""

    is_collection = forms.BooleanField(
        label=_("The customer collects it"),
        help_text=_("Nobody is asked for an address, and no parcel is sent."),
        required=False,
    )

    class Meta:
        model = ShippingMethod
        fields = ("label", "promise", "days", "price", "free_from", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            del self.fields["is_collection"]

    def clean(self) -> dict[str, Any]:
        """Refuse one more than a checkout can show."""
        cleaned = super().clean()
        if self.instance._state.adding:
            self.instance.refuse_too_many()
        return cleaned


@admin.register(ShippingMethod)
class ShippingMethodAdmin(TrackedModelAdmin):
    """What the checkout offers, in its order. The next customer sees a change."""

    form = ShippingMethodForm
    list_display = (
        "label",
        "promise",
        "shown_price",
        "shown_free_from",
        "shown_position",
    )
    list_filter = (DeletedFilter,)
    sortable_by = ()
    search_fields = ("label__finds",)
    search_help_text = _("Name")

    fieldsets = (
        (None, {"fields": (("label", "promise"), ("days", "position"))}),
        (_("What it costs"), {"fields": (("price", "free_from"),)}),
    )
    # Only while it is made: orders rely on it.
    asked_once = (_("Collection"), {"fields": ("is_collection",)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """Ask whether it is a collection while it is made."""
        shown = super().get_fieldsets(request, obj)
        return shown if obj else [*shown, self.asked_once]

    def save_model(
        self, request: HttpRequest, obj: ShippingMethod, form: Any, change: bool
    ) -> None:
        """Give a new one its code, by which orders will name it."""
        if not change:
            is_collection = form.cleaned_data["is_collection"]
            obj.code = new_code(obj.label, is_collection=is_collection)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("price"))
    def shown_price(self, row: ShippingMethod) -> str:
        return number(format_money(row.price) if row.price else gettext("free"))

    @admin.display(description=_("free from"))
    def shown_free_from(self, row: ShippingMethod) -> str:
        return format_money(row.free_from) if row.free_from else "–"

    shown_position = column(_("position"), "position", number)

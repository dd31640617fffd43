"""Forms of products, their pictures and their stock."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagWidget
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
)

from database.back_office import VersionedForm
from database.rows.form_fields import QuantityField
from shop.admin.fields import (
    PictureInput,
    PropertiesField,
    text_input_classes,
)
from shop.models import Picture, Product
from shop.services.pictures import UnusablePicture, reencode
from shop.services.stock import MAX_STOCK

CENT = Decimal("0.01")


class ProductForm(VersionedForm):
    attributes = PropertiesField(
        label=_("Properties"),
        required=False,
        max_length=10_000,
        help_text=_("One on each line, such as “Material: stoneware”."),
    )
    family_values = PropertiesField(
        label=_("Family values"),
        required=False,
        max_length=2_000,
        help_text=_(
            "What sets it apart from the rest of its family, such as “Colour: blue”."
        ),
    )

    class Meta:
        model = Product
        fields = "__all__"
        widgets = {"tags": TagWidget(attrs={"class": text_input_classes()})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("price", "cost"):
            value = self.initial.get(name)
            # 12.5000 is stored, 12.50 is what people type.
            if value is not None and value == value.quantize(CENT):
                self.initial[name] = value.quantize(CENT)
        for name, rows in (("description", 6), ("attributes", 3), ("family_values", 3)):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows

    def clean_expected_back(self) -> date | None:
        """Refuse a past date when it is entered; one that passed since may stay."""
        day = self.cleaned_data["expected_back"]
        if day and day < timezone.localdate() and "expected_back" in self.changed_data:
            text = _(
                "This date has passed. Enter today or a later date, or leave the "
                "field empty."
            )
            raise forms.ValidationError(text)
        return day


class PictureForm(forms.ModelForm):
    class Meta:
        model = Picture
        fields = ("image", "alt", "position")
        widgets = {"image": PictureInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields to those who cannot see the heads of the columns."""
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {"image", "alt", "position"}:
            label = str(self.fields[name].label)
            self.fields[name].widget.attrs["aria-label"] = capfirst(label)

    def clean_image(self) -> Any:
        """Draw an upload again, so that nothing but its pixels is kept."""
        image = self.cleaned_data.get("image")
        if not image or "image" not in self.changed_data:
            return image
        try:
            file = reencode(image.file, size=image.size)
        except UnusablePicture as error:
            raise forms.ValidationError(str(error)) from error
        file.name = f"{uuid4().hex}.webp"
        return file


class StockForm(forms.Form):
    """Pieces that came or went, or a count of the shelf."""

    CHANGE, COUNT = "change", "count"

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (CHANGE, _("Pieces came in (3) or went out (-3)")),
            (COUNT, _("I counted the shelf")),
        ],
        initial=CHANGE,
        widget=UnfoldAdminRadioSelectWidget,
    )
    quantity = QuantityField(
        label=_("Pieces"),
        min_value=-MAX_STOCK,
        max_value=MAX_STOCK,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
        error_messages={"required": _("Enter how many pieces.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Such as “Delivery 4711” or “Broken in the window”."),
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Say why the stock is changing.")},
    )
    # What the reader saw, and the name of this very form.
    stock_was = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=MAX_STOCK
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a count below nothing."""
        values = super().clean() or self.cleaned_data
        is_count = values.get("kind") == self.COUNT
        if is_count and (values.get("quantity") or 0) < 0:
            self.add_error("quantity", _("Stock cannot go below zero."))
        return values

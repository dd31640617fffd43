"""What customers tell about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, User

EARLIEST_BIRTH = date(1900, 1, 1)


class ProfileForm(forms.ModelForm):
    """Names and how to reach the person. The e-mail address has a page of its own."""

    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", max_length=200
    )

    class Meta:
        model = User
        fields = [
            "first_name",
            "last_name",
            "display_name",
            "birth_date",
            "phone",
            "website",
            "bio",
        ]
        labels = {"phone": _("Telephone"), "bio": _("About you")}
        help_texts = {"display_name": _("Shown instead of your user name.")}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "birth_date": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}
            ),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "bio": forms.Textarea(attrs={"rows": 4}),
        }

    def clean_birth_date(self) -> date | None:
        day = self.cleaned_data["birth_date"]
        if day and not EARLIEST_BIRTH <= day <= timezone.localdate():
            raise ValidationError(_("Enter a date between 1900 and today."))
        return day


class AddressForm(forms.ModelForm):
    """An address to send parcels to."""

    is_default = forms.BooleanField(label=_("Use this address first"), required=False)

    class Meta:
        model = Address
        fields = [
            "full_name",
            "line1",
            "line2",
            "postcode",
            "city",
            "country",
            "phone",
            "is_default",
        ]
        labels = {
            "full_name": _("Full name"),
            "line1": _("Street and number"),
            "line2": _("Flat, floor or company"),
            "city": _("Town or city"),
            "phone": _("Telephone"),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "line1": forms.TextInput(attrs={"autocomplete": "address-line1"}),
            "line2": forms.TextInput(attrs={"autocomplete": "address-line2"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "country": forms.Select(attrs={"autocomplete": "country"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    MISSING = {
        "full_name": _("Enter the name on the letter box."),
        "line1": _("Enter the street and number."),
        "postcode": _("Enter the postcode."),
        "city": _("Enter the town or city."),
        "country": _("Choose the country."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in self.MISSING.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence
        if self.instance._state.adding:
            self.initial["country"] = settings.LANGUAGE_CODE[-2:].upper()

"""What customers tell about themselves."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.postal import (
    STATE_HELP,
    STATE_LABEL,
    CountrySelect,
    check_postal_address,
    mark_needed,
)
from accounts.models import Address, User

EARLIEST_BIRTH = date(1900, 1, 1)


class ProfileForm(forms.ModelForm):
    """Names and how to reach the person. The e-mail address has a page of its own."""

    class Meta:
        model = User
        fields = [
            "first_name",
            "last_name",
            "display_name",
            "birth_date",
            "phone",
        ]
        labels = {"phone": _("Telephone")}
        help_texts = {
            "display_name": _("Shown instead of your user name."),
            "birth_date": _("We only use it to see how old our customers are."),
            "phone": _("We only use it for questions about your orders."),
        }
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "birth_date": forms.DateInput(
                format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}
            ),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def clean_birth_date(self) -> date | None:
        day = self.cleaned_data["birth_date"]
        if day and not EARLIEST_BIRTH <= day <= timezone.localdate():
            raise ValidationError(_("Enter a date between 1900 and today."))
        return day


class AddressForm(forms.ModelForm):
    """An address to send parcels to."""

    is_default = forms.BooleanField(
        label=_("Use this address by default"), required=False
    )

    class Meta:
        model = Address
        fields = [
            "full_name",
            "line1",
            "line2",
            "postcode",
            "city",
            "state",
            "country",
            "phone",
            "is_default",
        ]
        labels = {
            "full_name": _("Full name"),
            "line1": _("Street and number"),
            "line2": _("Flat, floor or company"),
            "city": _("Town or city"),
            "state": STATE_LABEL,
            "phone": _("Telephone"),
        }
        help_texts = {"state": STATE_HELP}
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "line1": forms.TextInput(attrs={"autocomplete": "address-line1"}),
            "line2": forms.TextInput(attrs={"autocomplete": "address-line2"}),
            "postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
            "state": forms.TextInput(attrs={"autocomplete": "address-level1"}),
            "country": CountrySelect(attrs={"autocomplete": "country"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["full_name"]
        name.required = True
        name.error_messages["required"] = _("Enter the name on the letterbox.")
        mark_needed(self)
        if self.instance._state.adding:
            self.initial["country"] = settings.LANGUAGE_CODE[-2:].upper()

    def clean(self) -> dict[str, Any]:
        """Ask for what the country's addresses have."""
        super().clean()
        check_postal_address(self)
        return self.cleaned_data

"""What shoppers enter: quantities and the checkout."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.addresses.countries import country_choices
from accounts.forms.postal import (
    STATE_HELP,
    STATE_LABEL,
    CountrySelect,
    check_postal_address,
    mark_needed,
)
from accounts.models import User
from database.rows.form_fields import QuantityField
from orders.models.baskets import MAX_QUANTITY
from orders.prices.delivery import Delivery
from orders.prices.quote import Quote
from orders.providers.methods import PAYMENT


class QuantityForm(forms.Form):
    """How many pieces to add."""

    quantity = QuantityField(
        min_value=1,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": _("Enter how many you would like."),
            "invalid": _("Enter the quantity as a whole number."),
            "min_value": _("Enter a quantity of 1 or more."),
            "max_value": _("We cannot sell more than %(limit_value)d at once."),
        },
    )


class NewQuantityForm(QuantityForm):
    """How many pieces a line shall have; none removes it."""

    quantity = QuantityField(
        min_value=0,
        max_value=MAX_QUANTITY,
        error_messages=QuantityForm.base_fields["quantity"].error_messages
        | {"min_value": _("Enter 1 or more, or 0 to remove it from the basket.")},
    )


class Choice:
    """A radio button of the checkout with its note and price."""

    def __init__(self, widget: Any, note: Any, amount: Any = None) -> None:
        self.widget, self.note, self.amount = widget, note, amount


def _text(label: Any, missing: Any, most: int, autocomplete: str, **kwargs: Any) -> Any:
    """Return a text field that tells the browser what belongs into it."""
    attrs = {"autocomplete": autocomplete, **kwargs.pop("attrs", {})}
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing},
        **kwargs,
    )


class CheckoutForm(forms.Form):
    """Who gets the order, how it travels and how it is paid."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We will send the confirmation there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.org."),
        },
    )
    phone = _text(
        _("Telephone"),
        "",
        40,
        "tel",
        required=False,
        help_text=_("We only use it for questions about the delivery."),
        attrs={"inputmode": "tel"},
    )
    full_name = _text(_("Full name"), _("Enter your name."), 150, "name")
    line1 = _text(_("Street and number"), "", 200, "address-line1", required=False)
    line2 = _text(_("Flat, floor or company"), "", 200, "address-line2", required=False)
    postcode = _text(_("Postcode"), "", 20, "postal-code", required=False)
    city = _text(_("Town or city"), "", 100, "address-level2", required=False)
    state = _text(
        STATE_LABEL, "", 100, "address-level1", required=False, help_text=STATE_HELP
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        required=False,
        widget=CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Choose a country from the list.")},
    )
    shipping_method = forms.ChoiceField(
        label=_("How should we deliver it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a delivery method."),
            "invalid_choice": _("Choose a delivery method."),
        },
    )
    payment_method = forms.ChoiceField(
        label=_("How would you like to pay?"),
        choices=[(method.code, method.label) for method in PAYMENT.values()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a payment method."),
            "invalid_choice": _("Choose a payment method."),
        },
    )
    accept_terms = forms.BooleanField(
        label=_("I accept the terms of sale and the right to return"),
        error_messages={"required": _("Accept the terms to place the order.")},
    )
    idempotency_key = forms.CharField(
        max_length=200,
        widget=forms.HiddenInput,
        error_messages={"required": _("Load this page again, then send it.")},
    )
    basket_digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, customer: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deliveries: Mapping[str, Delivery] = {}
        # The account's address is used where a customer posts none.
        self.fields["email"].required = not (customer and customer.email)
        mark_needed(self)

    def offer(self, deliveries: Mapping[str, Delivery]) -> None:
        """Let these ways to deliver be chosen; until then there is none."""
        self.deliveries = deliveries
        ways: Any = self.fields["shipping_method"]
        ways.choices = [(way.code, way.label) for way in deliveries.values()]

    def clean(self) -> dict[str, Any]:
        """Ask for an address where the parcel needs one."""
        super().clean()
        values = self.cleaned_data
        method = self.deliveries.get(values.get("shipping_method", ""))
        if method and method.needs_address:
            check_postal_address(self)
        return values

    def renew(self, *, key: str = "", digest: str) -> None:
        """Bind the form to what is shown now, with a new key where one is given."""
        fields: Any = self.data.copy()  # type: ignore[attr-defined]
        fields["basket_digest"] = digest
        if key:
            fields["idempotency_key"] = key
        self.data = fields

    def shipping_choices(self, quotes: dict[str, Quote]) -> list[Choice]:
        """Return the ways to deliver with what they promise and cost."""
        return [
            Choice(widget, way.promise, quotes[way.code].shipping_total)
            for widget, way in zip(
                self["shipping_method"], self.deliveries.values(), strict=True
            )
        ]

    def payment_choices(self) -> list[Choice]:
        """Return the ways to pay with their explanation."""
        return [
            Choice(widget, PAYMENT[code].explanation)
            for widget, code in zip(self["payment_method"], PAYMENT, strict=True)
        ]

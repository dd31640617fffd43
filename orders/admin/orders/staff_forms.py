"""Forms of the pages on which staff make an order for a customer."""

from typing import Any

from django import forms
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.addresses.countries import country_choices
from accounts.forms.postal import STATE_HELP, STATE_LABEL, check_postal_address
from accounts.models import User
from database.rows.form_fields import QuantityField
from orders.admin.orders.forms import AccountForm
from orders.checkout.staff_baskets import DETAILS
from orders.models import StaffBasket
from orders.models.baskets import MAX_QUANTITY
from orders.models.delivery import read_deliveries
from orders.providers.methods import PAYMENT


class WhoseForm(AccountForm):
    """Whom the order is for; nobody is a guest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["customer"]
        field.required, field.label = False, _("Customer")
        field.help_text = _(
            "E-mail address, user name or customer number of an account. Leave it "
            "empty for a guest."
        )

    def clean_customer(self) -> User | None:
        """Return the account, or None where the field is empty."""
        return super().clean_customer() if self.cleaned_data["customer"] else None


class PieceForm(forms.Form):
    """How many pieces of which product."""

    product = forms.UUIDField(
        error_messages={
            "required": _("Choose a product from the list."),
            "invalid": _("Choose a product from the list."),
        }
    )
    quantity = QuantityField(
        min_value=0,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": _("Enter how many pieces."),
            "invalid": _("Enter the quantity as a whole number."),
            "min_value": _("Enter 1 or more, or 0 to take the product out."),
            "max_value": _(
                "An order can have at most %(limit_value)d pieces of a product."
            ),
        },
    )


class TotalForm(forms.Form):
    """The total that was on the page when the button was pressed."""

    # Wider than a column of money: what is too large is refused by its service.
    total = forms.DecimalField(max_digits=20, decimal_places=2)


class DetailsForm(forms.Form):
    """Who gets the order, how it travels and how it is paid."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Without it the customer gets no mail about the order."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    line1 = forms.CharField(
        label=_("Street and number"), max_length=200, required=False
    )
    line2 = forms.CharField(
        label=_("Flat, floor or company"), max_length=200, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("Town or city"), max_length=100, required=False)
    state = forms.CharField(
        label=STATE_LABEL, max_length=100, required=False, help_text=STATE_HELP
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=country_choices, required=False
    )
    shipping_method = forms.ChoiceField(label=_("Delivery"))
    payment_method = forms.ChoiceField(
        label=_("Payment"),
        choices=[(method.code, method.label) for method in PAYMENT.values()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deliveries = read_deliveries()
        ways: Any = self.fields["shipping_method"]
        ways.choices = [(way.code, way.label) for way in self.deliveries.values()]
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                field.widget = UnfoldAdminSelectWidget(choices=field.choices)
            elif name == "email":
                field.widget = UnfoldAdminEmailInputWidget()
            else:
                field.widget = UnfoldAdminTextInputWidget()

    @classmethod
    def of(cls, row: StaffBasket) -> "DetailsForm":
        """Return the form with what is known so far."""
        known = {name: getattr(row, name) or "" for name in DETAILS}
        here = to_locale(get_language() or "en-gb").partition("_")[2]
        known["country"] = known["country"] or here
        known["payment_method"] = known["payment_method"] or next(iter(PAYMENT))
        form = cls(initial=known)
        if known["shipping_method"] not in form.deliveries:
            known["shipping_method"] = next(iter(form.deliveries), "")
        return form

    def clean(self) -> dict[str, Any]:
        """Ask for an address where the parcel needs one."""
        super().clean()
        values = self.cleaned_data
        method = self.deliveries.get(values.get("shipping_method", ""))
        if method and method.needs_address:
            check_postal_address(self)
        return values

    @property
    def details(self) -> dict[str, str]:
        """Return what the basket keeps."""
        return {name: self.cleaned_data[name] for name in DETAILS}

"""Forms of the pages on which staff book, refund and assign money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from database.back_office.fields import AmountField
from orders.models import Order


class PaymentForm(forms.Form):
    """A payment that staff saw arrive."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    amount = AmountField(
        label=gettext_lazy("Amount"),
        error_messages={"required": gettext_lazy("Enter how much arrived.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Arrived on"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text=gettext_lazy("Not in the future."),
        error_messages={
            "required": gettext_lazy("Enter the date it arrived."),
            "invalid": gettext_lazy("That date does not exist."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stays with the payment, for colleagues."),
        widget=UnfoldAdminTextInputWidget,
    )

    def clean_amount(self) -> Decimal:
        """Refuse nothing."""
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("Enter how much arrived."))
        return amount

    def clean_day(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("This date is in the future. Enter today or an earlier date.")
            )
        return day


class AnswerForm(forms.Form):
    """What staff write to a customer who wants to send something back."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=500,
        help_text=gettext_lazy("The customer gets it by e-mail."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write an answer to the customer.")},
    )


class AssignForm(forms.Form):
    """The order that a payment is for."""

    order = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=32,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the number of an order.")},
    )

    def clean_order(self) -> Order:
        """Return the order. Raises ValidationError if there is none."""
        number = self.cleaned_data["order"].strip()
        found = Order.objects.numbered(number)
        if found is None:
            raise forms.ValidationError(
                _("There is no order with the number %(number)s. Check the spelling."),
                params={"number": number},
            )
        return found

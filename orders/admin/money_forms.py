"""Forms of the pages on which staff book, refund and assign money."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from database.money import MOST_MONEY
from orders.admin.stock_fields import ShownField, StockField, unsellable
from orders.forms import QuantityField
from orders.models import Line, Order, Refund
from orders.payments import Standing
from orders.payments.refunds import Wish
from orders.pricing import ZERO
from orders.refundable import Worth

# Not "number": browsers step it by the wheel, and it takes no comma.
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class AmountField(forms.DecimalField):
    """An amount of money with two decimals at most; empty is nothing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnfoldAdminTextInputWidget(attrs=DECIMAL))
        words = {
            "invalid": gettext_lazy("Enter an amount, such as 12.50."),
            "min_value": gettext_lazy("Enter an amount that is not below 0."),
            "max_value": gettext_lazy("Enter an amount of at most %(limit_value)s."),
        }
        kwargs["error_messages"] = words | kwargs.get("error_messages", {})
        super().__init__(min_value=0, max_value=MOST_MONEY, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Decimal:
        """Return the amount. Raises ValidationError."""
        return super().clean(value) or ZERO


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
            "required": gettext_lazy("Enter the day on which it arrived."),
            "invalid": gettext_lazy("Enter a day that there is."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stays beside the payment, for colleagues."),
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
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class RefundForm(forms.Form):
    """What goes back, for what, and which way."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    shipping = AmountField(label=gettext_lazy("Of the delivery"), required=False)
    extra = AmountField(
        label=gettext_lazy("An amount besides"),
        required=False,
        help_text=gettext_lazy("A lower price for what stays with the customer."),
    )
    overpaid = AmountField(
        label=gettext_lazy("Paid too much"),
        required=False,
        help_text=gettext_lazy("Goes back without a credit note."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Which way"),
        choices=Refund.Method,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which way it goes back.")},
    )
    account = forms.CharField(
        label=gettext_lazy("Account of the customer"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Holder and number, for a bank transfer."),
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy("The customer reads it in the mail."),
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": gettext_lazy("Say what the refund is for.")},
    )

    def __init__(
        self,
        data: Any,
        *,
        lines: list[tuple[Line, Worth]],
        shipping_left: Decimal,
        now: Standing,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.lines = [(line, worth) for line, worth in lines if worth.left]
        for line, worth in self.lines:
            self.fields[f"line-{line.pk}"] = QuantityField(
                label=line.name,
                required=False,
                max_value=worth.left,
                widget=UnfoldAdminTextInputWidget(
                    attrs={**DIGITS, "aria-label": line.name}
                ),
                error_messages={
                    "invalid": _("Enter the pieces as a whole number."),
                    "max_value": _("Only %(limit_value)d can still be refunded."),
                },
            )
            self.fields[f"shown-{line.pk}"] = ShownField(
                required=False, initial=line.to_ship
            )
            if line.to_ship:
                self._ask_what_is_unsent(line, worth)
        if not shipping_left:
            del self.fields["shipping"]
        if now.due >= 0:
            del self.fields["overpaid"]
        self.fields["method"].choices = _ways(now)
        if now.held <= 0:
            # Nothing can be transferred, so no account is asked for.
            del self.fields["account"]

    def _ask_what_is_unsent(self, line: Line, worth: Worth) -> None:
        """Ask what becomes of pieces in the shop, and how many of them are meant.

        Where no sent piece is left to refund, all of them are.
        """
        self.fields[f"stock-{line.pk}"] = StockField(line)
        if worth.left > line.to_ship:
            self.fields[f"unsent-{line.pk}"] = QuantityField(
                label=line.name,
                required=False,
                max_value=line.to_ship,
                widget=UnfoldAdminTextInputWidget(
                    attrs={
                        **DIGITS,
                        "aria-label": _("%(name)s: not sent yet") % {"name": line.name},
                    }
                ),
                error_messages={
                    "invalid": _("Enter the pieces as a whole number."),
                    "max_value": _("Only %(limit_value)d are not sent yet."),
                },
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each line that can be refunded with its fields."""
        return [
            {
                "line": line,
                "worth": worth,
                "field": self[f"line-{line.pk}"],
                "shown": self[f"shown-{line.pk}"],
                "unsent": self._field(f"unsent-{line.pk}"),
                "stock": self._field(f"stock-{line.pk}"),
            }
            for line, worth in self.lines
        ]

    def _field(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    @property
    def asks_what_is_unsent(self) -> bool:
        """Whether a line has pieces that are not sent yet."""
        return any(line.to_ship for line, _worth in self.lines)

    def clean(self) -> dict[str, Any]:
        """Refuse pieces that are gone, so that no other half is refunded alone."""
        for name, typed in self.data.items():
            is_gone = name.startswith("line-") and name not in self.fields
            if is_gone and typed.strip(" 0"):
                raise forms.ValidationError(
                    _(
                        "The order changed since you opened the form, so nothing was "
                        "refunded. Look at what is left."
                    )
                )
        return super().clean() or {}

    def wish(self, returned: Any) -> Wish:
        """Return what `refund_order` takes."""
        values = self.cleaned_data
        chosen: dict[UUID, int] = {
            line.pk: pieces
            for line, _worth in self.lines
            if (pieces := values[f"line-{line.pk}"])
        }
        amounts = {
            name: values.get(name) or ZERO for name in ("shipping", "extra", "overpaid")
        }
        texts = {name: values[name] for name in ("key", "method", "reason")}
        lines = [line for line, _worth in self.lines]
        unsent = {line.pk: values.get(f"unsent-{line.pk}") for line in lines}
        shown = {line.pk: values.get(f"shown-{line.pk}") for line in lines}
        return Wish(
            pieces=chosen,
            returned=returned,
            unsent={pk: count for pk, count in unsent.items() if count is not None},
            shown={pk: count for pk, count in shown.items() if count is not None},
            unsellable=unsellable(lines, values),
            account=values.get("account", ""),
            **amounts,
            **texts,
        )


def _ways(now: Standing) -> list[tuple[str, Any]]:
    """Return the ways that are open: money only where some is here."""
    methods = Refund.Method
    open_ways = [methods.ORIGINAL, methods.BANK] if now.held > 0 else []
    if now.due > 0:
        open_ways.append(methods.CREDIT)
    return [(way.value, way.label) for way in open_ways or [methods.ORIGINAL]]


class AnswerForm(forms.Form):
    """What staff write to a customer who wants to send something back."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=500,
        help_text=gettext_lazy("The customer gets it by mail."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a sentence to the customer.")},
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
        """Return the order. Raises ValidationError where there is none."""
        number = self.cleaned_data["order"].strip()
        found = Order.objects.numbered(number)
        if found is None:
            raise forms.ValidationError(
                _("No order has the number %(number)s. Check the spelling."),
                params={"number": number},
            )
        return found

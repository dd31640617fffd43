"""Form fields that staff fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from database.rows.form_fields import QuantityField
from database.rows.money import MOST_MONEY

# Not "number": browsers step it by the wheel, and it takes no comma.
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class ShownField(forms.IntegerField):
    """A number that the form showed; another one now means that somebody acted."""

    def __init__(self, **kwargs: Any) -> None:
        outdated = gettext_lazy("This page is out of date. Load it again.")
        words = dict.fromkeys(("required", "invalid", "min_value"), outdated)
        widget = forms.HiddenInput
        super().__init__(min_value=0, widget=widget, error_messages=words, **kwargs)


class PiecesField(QuantityField):
    """How many pieces of what has this name; empty is none."""

    def __init__(
        self, name: str, *, most: int, too_many: str, initial: int | None = None
    ) -> None:
        super().__init__(
            label=name,
            required=False,
            initial=initial,
            max_value=most,
            widget=UnfoldAdminTextInputWidget(attrs={**DIGITS, "aria-label": name}),
            error_messages={
                "invalid": gettext_lazy(
                    "Enter the number of pieces as a whole number."
                ),
                "max_value": too_many,
            },
        )


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
        return super().clean(value) or Decimal("0.00")

"""What shoppers enter to send something back."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms import QuantityField
from orders.models import Line, Return
from orders.services.returning import Returnable


class ReturnForm(forms.Form):
    """How many pieces of each line come back, and why."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why do you send it back?"),
        choices=Return.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    comment = forms.CharField(
        label=_("What should we know?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, lines: list[Returnable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for row in lines:
            self.fields[f"line-{row.line.pk}"] = QuantityField(
                label=row.line.name,
                required=False,
                min_value=0,
                max_value=row.pieces,
                initial=0,
                widget=forms.NumberInput(
                    attrs={"inputmode": "numeric", "min": 0, "max": row.pieces}
                ),
                error_messages={
                    "invalid": _("Enter the pieces as a whole number."),
                    "max_value": _("At most %(limit_value)d can be sent back."),
                },
            )

    def rows(self) -> list[tuple[Line, int, Any]]:
        """Return each line with the pieces it has and its field."""
        return [
            (row.line, row.pieces, self[f"line-{row.line.pk}"]) for row in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a request for nothing."""
        values = super().clean() or {}
        named = [name for name in self.fields if name.startswith("line-")]
        is_wrong = any(name in self.errors for name in named)
        if not is_wrong and not any(values.get(name) for name in named):
            text = _("Say how many pieces you would like to send back.")
            raise forms.ValidationError(text)
        return values

    @property
    def wish(self) -> dict[str, Any]:
        """Return what `request_return` takes."""
        values = self.cleaned_data
        pieces: dict[UUID, int] = {
            row.line.pk: values[f"line-{row.line.pk}"] or 0 for row in self.lines
        }
        names = ("key", "reason", "comment")
        return {"pieces": pieces, **{name: values[name] for name in names}}

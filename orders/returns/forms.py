"""What shoppers enter to send something back."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from database.rows.form_fields import QuantityField
from orders.models import Line, Return
from orders.returns.rules import Returnable


class OnePiece(forms.CheckboxInput):
    """A tick for a single piece: it says 1, as a box with the number would."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=lambda value: str(value) == "1")

    def format_value(self, value: Any) -> str:
        return "1"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)


class ReturnForm(forms.Form):
    """How many pieces of each line come back, and why."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why are you sending it back?"),
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
                # Whoever has one thing to send back means that one.
                initial=int(sum(other.pieces for other in lines) == 1),
                widget=_box(row.pieces),
                error_messages={
                    "invalid": _("Enter the number of pieces as a whole number."),
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
            text = _("Choose what you would like to send back.")
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


def _box(pieces: int) -> forms.Widget:
    """Return what asks how many of so many pieces come back."""
    if pieces == 1:
        return OnePiece()
    attrs = {"inputmode": "numeric", "min": 0, "max": pieces}
    return forms.NumberInput(attrs=attrs)

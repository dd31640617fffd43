"""What becomes of pieces that are not sent: the same question on two forms."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import Line

BACK, GONE = "back", "gone"


class StockField(forms.ChoiceField):
    """What becomes of pieces of a line that are not sent; unanswered is "back"."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            choices=[
                (BACK, _("Back into stock")),
                (GONE, _("Not into stock: broken or missing")),
            ],
            required=False,
            initial=BACK,
            widget=forms.Select(
                attrs={
                    "class": "bo-select",
                    "aria-label": _("Stock of %(name)s") % {"name": line.name},
                }
            ),
        )


class ShownField(forms.IntegerField):
    """How many pieces the form showed as not sent, so that others may have acted."""

    def __init__(self, **kwargs: Any) -> None:
        outdated = gettext_lazy("This page is out of date. Load it again.")
        words = dict.fromkeys(("required", "invalid", "min_value"), outdated)
        widget = forms.HiddenInput
        super().__init__(min_value=0, widget=widget, error_messages=words, **kwargs)


def unsellable(lines: Iterable[Line], values: Mapping[str, Any]) -> set[UUID]:
    """Return the lines whose pieces do not go back into stock."""
    return {line.pk for line in lines if values.get(f"stock-{line.pk}") == GONE}

"""What staff enter when a parcel comes back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office.fields import PiecesField
from orders.admin.orders.why import WhyField
from orders.models import Return
from orders.models.returns import Comeback
from orders.returns.receiving import Arrived

# Why pieces come back that are as good as new, unless somebody sees otherwise.
UNHARMED = (Return.Reason.UNWANTED, Return.Reason.WRONG)


class ArrivalForm(forms.Form):
    """Of each line: the pieces in the parcel, and how many of them are sold again."""

    # Which parcel of the return it is: the form posted twice is one parcel.
    position = forms.IntegerField(
        required=False, min_value=1, max_value=32_767, widget=forms.HiddenInput
    )
    is_all = forms.BooleanField(
        label=gettext_lazy("Nothing more is coming"),
        required=False,
        help_text=gettext_lazy(
            "This closes the return. The customer can ask again to return what did "
            "not come."
        ),
    )

    why = WhyField()

    def __init__(self, data: Any, *, row: Return, out: Mapping[UUID, int]) -> None:
        super().__init__(data, initial={"position": len(row.parcels) + 1})
        asked = {one.line.pk: one for one in row.comebacks}
        lines = sorted(row.order.lines.all(), key=lambda line: line.pk not in asked)
        rows = [asked.get(line.pk) or Comeback(line) for line in lines]
        self.lines = [one for one in rows if one.asked or out[one.line.pk] > 0]
        is_good = row.reason in UNHARMED
        for one in self.lines:
            pk, most = one.line.pk, max(out[one.line.pk], 0)
            came = min(one.awaited, most)
            self.fields[f"came-{pk}"] = _pieces(one, came, most)
            self.fields[f"again-{pk}"] = _pieces(one, came if is_good else 0, most)

    def rows(self) -> list[tuple[Comeback, BoundField, BoundField]]:
        """Return each line with its two fields, those asked back first."""
        return [
            (one, self[f"came-{one.line.pk}"], self[f"again-{one.line.pk}"])
            for one in self.lines
        ]

    @property
    def is_recorded(self) -> bool:
        """Whether the parcel was recorded since the form was opened."""
        sent = self.data.get("position") or ""
        return sent.isdecimal() and int(sent) < self.initial["position"]

    def clean(self) -> dict[str, Any]:
        """Refuse more pieces to be sold again than came."""
        values = super().clean() or {}
        for one in self.lines:
            came, again = f"came-{one.line.pk}", f"again-{one.line.pk}"
            if came in values and (values.get(again) or 0) > (values[came] or 0):
                text = _("Only %(came)d came, so no more than that can be sold again.")
                self.add_error(again, text % {"came": values[came] or 0})
        return values

    @property
    def parcel(self) -> dict[str, Any]:
        """Return what `receive_return` takes."""
        values = self.cleaned_data
        came = {
            one.line.pk: Arrived(
                values[f"came-{one.line.pk}"] or 0, values[f"again-{one.line.pk}"] or 0
            )
            for one in self.lines
        }
        names = ("is_all", "position")
        parcel = {name: values[name] for name in names}
        return {"came": came, "reason": values["why"], **parcel}


def _pieces(one: Comeback, initial: int, most: int) -> PiecesField:
    text = _("Enter %(limit_value)d at most: no more can have come back.")
    return PiecesField(one.line.name, most=most, initial=initial, too_many=text)

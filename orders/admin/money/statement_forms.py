"""The form that takes a bank's file, and asks what about it is open."""

import base64
import binascii
import json
import zlib
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from database.sheets import ENCODINGS, DayOrder
from orders.errors import UnreadableFile
from orders.payments.bank_csv import (
    MEANINGS,
    MOST_BYTES,
    Choices,
    Question,
    UnknownColumns,
    read_statement,
)

AS_IT_IS = ("", gettext_lazy("As found in the file"))
SEPARATOR_NAMES = {
    ",": gettext_lazy("Comma ,"),
    ";": gettext_lazy("Semicolon ;"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar |"),
}
DECIMAL_SIGN_NAMES = {
    ".": gettext_lazy("Point: 1,234.50"),
    ",": gettext_lazy("Comma: 1.234,50"),
}
DAY_ORDER_NAMES = {
    DayOrder.DAY: gettext_lazy("Day first: 31/12/2026"),
    DayOrder.MONTH: gettext_lazy("Month first: 12/31/2026"),
}
ASKED = [meaning for meaning in MEANINGS if meaning != "balance"]
# Of the packed file in the page; the server takes 2.5 MB of fields.
LONGEST_KEPT = 2_000_000


def _select(label: Any, names: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[AS_IT_IS, *names.items()],
        widget=UnfoldAdminSelectWidget,
    )


class StatementForm(forms.Form):
    """A bank's CSV file, and what staff decide about it.

    While a question is open the page keeps the file itself, so that nobody has to
    choose it again and nothing is stored before it can be read.
    """

    file = forms.FileField(
        label=gettext_lazy("Bank statement"),
        required=False,
        help_text=gettext_lazy(
            "A CSV file with a heading row: date, text, and either one amount or a "
            "column each for money in and money out."
        ),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    encoding = _select(gettext_lazy("Encoding"), ENCODINGS)
    separator = _select(gettext_lazy("Between columns"), SEPARATOR_NAMES)
    decimal_sign = _select(gettext_lazy("Decimal sign"), DECIMAL_SIGN_NAMES)
    day_order = _select(gettext_lazy("Dates with slashes"), DAY_ORDER_NAMES)
    forget = forms.BooleanField(
        label=gettext_lazy("Choose the columns again if they were chosen before"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(
        required=False, max_length=150, widget=forms.HiddenInput
    )
    heading = forms.JSONField(required=False, widget=forms.HiddenInput)

    name, content = "", b""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        offered = [
            (str(place), str(name)[:60] or f"{place + 1}.")
            for place, name in enumerate(self._names())
        ]
        self.asks_columns = bool(offered)
        for meaning in ASKED if self.asks_columns else []:
            self.fields[f"column_{meaning}"] = forms.ChoiceField(
                label=MEANINGS[meaning],
                required=False,
                choices=[("", _("None")), *offered],
                widget=UnfoldAdminSelectWidget,
            )

    @classmethod
    def asking(cls, before: "StatementForm", question: Question) -> "StatementForm":
        """Return the form with the same file, that asks what is open."""
        chosen = {name: before.cleaned_data.get(name) for name in _CHOICES}
        kept = _packed(before.content)
        initial = {**chosen, "kept": kept, "kept_name": before.name}
        if isinstance(question, UnknownColumns) or before.asks_columns:
            initial["heading"] = list(question.heading)
        for meaning in ASKED:
            name = f"column_{meaning}"
            initial[name] = before.cleaned_data.get(name, "")
        return cls(initial=initial)

    def _names(self) -> list[Any]:
        """Return the columns that the file was found to have."""
        names: Any = self.initial.get("heading")
        if self.is_bound:
            try:
                names = json.loads(self.data.get("heading") or "[]")
            except ValueError:
                names = []
        return names[:100] if isinstance(names, list) else []

    @property
    def keeps_a_file(self) -> bool:
        return bool(self.initial.get("kept") or self.data.get("kept"))

    @property
    def has_choices(self) -> bool:
        """Tell whether somebody decided something, which the page then shows."""
        values = self.data if self.is_bound else self.initial
        return any(values.get(name) for name in _CHOICES)

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{meaning}"] for meaning in ASKED if self.asks_columns]

    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _CHOICES]

    def question(self) -> Question | None:
        """Return again what was open when the page kept the file, with its rows."""
        chosen = {name: self.cleaned_data.get(name, "") for name in _CHOICES}
        try:
            read_statement(self.content, settings.CURRENCY, Choices(**chosen))
        except Question as question:
            return question
        except UnreadableFile:
            return None
        return None

    def clean(self) -> dict[str, Any]:
        """Take the chosen file, or the one that the page kept."""
        values = super().clean() or {}
        file = values.get("file")
        if file:
            self.name, self.content = file.name, file.read(MOST_BYTES + 1)
        elif "file" not in self.errors:
            self.name = values.get("kept_name") or _("statement")
            self.content = _unpacked(values.get("kept") or "")
            if not self.content:
                self.add_error("file", _("Choose a file first."))
        if self.asks_columns and not file:
            self._check_columns(values)
        return values

    def _check_columns(self, values: dict[str, Any]) -> None:
        has = {meaning: values.get(f"column_{meaning}") for meaning in ASKED}
        if not has["day"]:
            self.add_error("column_day", _("Choose the column for the date."))
        if not has["text"]:
            self.add_error("column_text", _("Choose the column for the text."))
        if has["debit"] and not has["credit"]:
            self.add_error("column_credit", _("Choose the column for money in too."))
        elif not (has["amount"] or has["credit"]):
            self.add_error("column_amount", _("Choose the column for the amount."))

    def choices(self) -> Choices:
        """Return what was decided. Columns belong to the file that the page kept."""
        values = self.cleaned_data
        columns = None
        if self.asks_columns and not values.get("file"):
            columns = {
                meaning: [int(values[f"column_{meaning}"])]
                for meaning in ASKED
                if values[f"column_{meaning}"]
            }
        chosen = {name: values[name] for name in _CHOICES}
        return Choices(**chosen, columns=columns, forgets_columns=values["forget"])


_CHOICES = ("encoding", "separator", "decimal_sign", "day_order")


def _packed(content: bytes) -> str:
    """Return the file for a field of the page; nothing if it would be too long."""
    text = base64.b64encode(zlib.compress(content, 9)).decode()
    return text if len(text) <= LONGEST_KEPT else ""


def _unpacked(text: str) -> bytes:
    try:
        packed = base64.b64decode(text, validate=True)
        return zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""

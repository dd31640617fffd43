"""Filters of lists: one of a few values, or a span with an open end.

All but `LinkFilter` are fields of a form. A list that uses those sets
`list_filter_submit`; then every filter of it is submitted with the others, so one does
not undo another.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from database.rows.days import start_of

Kept = Q | Callable[[QuerySet], QuerySet]


class LinkFilter(admin.SimpleListFilter):
    """One of a few values, each a link; an invalid value keeps every row.

    `offered` has the values, each with its words and the rows that it keeps. Of a
    `column` they are values of that column, and `lookups` says which there are.
    """

    offered: Mapping[str, tuple[Any, Kept]] = {}
    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(value, words) for value, (words, _kept) in self.offered.items()]

    def chosen(self, rows: QuerySet, value: str) -> QuerySet:
        """Keep the rows that this choice means."""
        if self.column:
            return rows.filter(**{self.column: value})
        kept = self.offered[value][1]
        return rows.filter(kept) if isinstance(kept, Q) else kept(rows)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Filter by a value that is known."""
        value = self.value() or ""
        is_known = value in self.offered or (value and self.column)
        return self.chosen(queryset, value) if is_known else queryset


class ChoiceFilter(LinkFilter):
    """One of a few values, from a select field."""

    template = "admin/filters/choice.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, admin_: Any
    ) -> None:
        super().__init__(request, params, model, admin_)
        if not self.value():
            self.used_parameters.clear()

    def has_output(self) -> bool:
        # Django hides a filter without choices, which the form then leaves out.
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Filter; a value that is no choice leads to the whole list."""
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(known) for known, _text in self.lookup_choices}:
            raise IncorrectLookupParameters
        return self.chosen(queryset, value)

    def options(self) -> list[tuple[Any, Any]]:
        """Return the choices as the template shows them."""
        return [("", _("All")), *self.lookup_choices]


class SpanFilter(admin.ListFilter, ABC):
    """From and to, either of which may be left empty."""

    template = "admin/filters/span.html"
    parameter_name = ""

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, admin_: Any
    ) -> None:
        super().__init__(request, params, model, admin_)
        given = {name: params.pop(name, [""])[-1] for name in self.parameters()}
        self.used_parameters = {name: text for name, text in given.items() if text}
        self.form = self._form(given)

    @classmethod
    def parameters(cls) -> tuple[str, str]:
        """Return the names of both fields."""
        return f"{cls.parameter_name}_from", f"{cls.parameter_name}_to"

    @abstractmethod
    def field(self, label: Any) -> forms.Field:
        """Return the field that reads one end."""

    @abstractmethod
    def between(self, rows: QuerySet, low: Any, high: Any) -> QuerySet:
        """Keep what lies within; an end that was left open is None."""

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return list(self.parameters())

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield {"form": self.form}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Filter; a text that is no end of the span leads to the whole list."""
        if not self.used_parameters:
            return queryset
        if not self.form.is_valid():
            raise IncorrectLookupParameters
        low, high = (self.form.cleaned_data[name] for name in self.parameters())
        return self.between(queryset, low, high)

    def _form(self, given: dict[str, str]) -> forms.Form:
        form = forms.Form(given)
        for name, label in zip(self.parameters(), (_("From"), _("To")), strict=True):
            form.fields[name] = self.field(label)
        return form


class DateFilter(SpanFilter):
    """Days of the shop, the last one included; `column` holds moments."""

    column = "created_at"
    LAST = date(9999, 12, 30)

    def field(self, label: Any) -> forms.Field:
        widget = UnfoldAdminTextInputWidget(attrs={"type": "date", "aria-label": label})
        return forms.DateField(label=label, required=False, widget=widget)

    def between(self, rows: QuerySet, low: date | None, high: date | None) -> QuerySet:
        if low:
            rows = rows.filter(**{f"{self.column}__gte": start_of(low)})
        if high and high <= self.LAST:
            end = start_of(high + timedelta(days=1))
            rows = rows.filter(**{f"{self.column}__lt": end})
        return rows


class NumberFilter(SpanFilter):
    """Whole numbers; `between` says of what."""

    most = 1_000_000_000

    def field(self, label: Any) -> forms.Field:
        widget = UnfoldAdminTextInputWidget(
            attrs={"inputmode": "numeric", "aria-label": label}
        )
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=self.most, widget=widget
        )


class MoneyFilter(SpanFilter):
    """Amounts in the shop's currency; `between` says of what."""

    def field(self, label: Any) -> forms.Field:
        widget = UnfoldAdminTextInputWidget(
            attrs={"inputmode": "decimal", "aria-label": label}
        )
        return forms.DecimalField(
            label=label,
            required=False,
            min_value=0,
            max_digits=14,
            decimal_places=2,
            widget=widget,
        )

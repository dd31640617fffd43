"""When operations run by themselves."""

import shlex
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminTimeWidget,
)

from database.back_office import ShopModelAdmin
from database.back_office.answers import outcome, typed
from database.back_office.display import badge, moment, number
from database.models import OperationRun, Schedule
from database.ops.operation import Operation, operations
from database.ops.timing import interval
from database.runs.report import all_findings, with_last_run
from database.runs.scheduling import note, plan, when_of


class _Words(CommandParser):
    """Reads options as a command does, and raises what a form shows."""

    def error(self, message: str) -> Any:
        raise ValidationError(message)


def scope_of(entry: Operation, text: str) -> dict[str, Any]:
    """Return the options that were typed. Raises ValidationError with a sentence."""
    parser = _Words(add_help=False, allow_abbrev=False)
    for option in entry.options:
        # A file would be written as the worker, wherever it may.
        if not (option.positional or option.secret or option.kind is Path):
            option.add_to(parser)
    try:
        values = vars(parser.parse_args(shlex.split(text)))
    except ValueError as error:  # a quote that is not closed
        raise ValidationError(str(error)) from error
    return entry.scope_of(values)


class ScheduleForm(forms.ModelForm):
    """Every so often, or at a time of day: one of the two."""

    operation = forms.ChoiceField(
        label=gettext_lazy("Operation"), widget=UnfoldAdminSelectWidget
    )
    options = forms.CharField(
        label=gettext_lazy("Options"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("As they are typed after the command."),
    )
    span = forms.CharField(
        label=gettext_lazy("Every"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("30s, 5m, 6h or 1d."),
    )
    at = forms.TimeField(
        label=gettext_lazy("Or at"),
        required=False,
        widget=UnfoldAdminTimeWidget,
        help_text=gettext_lazy("A time of day, in the shop's time zone."),
    )

    class Meta:
        model = Schedule
        fields = ("operation", "at", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (name, f"{entry.title} ({name})")
            for name, entry in sorted(operations.items())
            if not entry.shell_only
        ]
        self.fields["operation"].choices = choices
        if not self.instance._state.adding:
            row = self.instance
            self.initial["options"] = typed(row.operation, row.scope)
            if self.instance.every:
                self.initial["span"] = f"{self.instance.every}s"

    def clean(self) -> dict[str, Any]:
        """Read the options, and one of the two times."""
        values = super().clean() or {}
        span, at = values.get("span", "").strip(), values.get("at")
        if bool(span) == bool(at) and "at" not in self.errors:
            self.add_error("span", _("Fill in one of the two: “Every” or “Or at”."))
        elif span:
            try:
                self.instance.every = interval(span)
            except ArgumentTypeError as error:
                self.add_error("span", str(error))
        else:
            self.instance.every = None
        if name := values.get("operation"):
            try:
                self.instance.scope = scope_of(
                    operations[name], values.get("options", "")
                )
            except ValidationError as error:
                self.add_error("options", error)
        return values


@admin.register(Schedule)
class ScheduleAdmin(ShopModelAdmin):
    """What runs by itself; what is wrong with that stands above the list."""

    form = ScheduleForm
    list_display = ("title", "when", "options", "next", "last", "left_out", "state")
    list_display_links = ("title",)
    list_before_template = "admin/database/schedule/now.html"
    fieldsets = (
        (
            None,
            {"fields": ("operation", "options", "span", "at", "is_active")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return with_last_run(super().get_queryset(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list below what is wrong."""
        context = {
            **(extra_context or {}),
            "findings": all_findings(),
            "is_empty": not Schedule.objects.exists(),
            "may_run": request.user.has_perm("database.run_ops"),
        }
        return super().changelist_view(request, context)

    def save_model(
        self, request: HttpRequest, obj: Schedule, form: Any, change: bool
    ) -> None:
        """Save it, due from now on; what was missed before is forgotten."""
        plan(obj)
        obj.missed, obj.missed_at = 0, None
        super().save_model(request, obj, form, change)
        note(obj, "changed" if change else "added")

    def delete_model(self, request: HttpRequest, obj: Schedule) -> None:
        note(obj, "removed")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for schedule in queryset:
            note(schedule, "removed")
        super().delete_queryset(request, queryset)

    @admin.display(description=gettext_lazy("operation"), ordering="operation")
    def title(self, schedule: Schedule) -> str:
        entry = operations.get(schedule.operation)
        return str(entry.title) if entry else schedule.operation

    @admin.display(description=gettext_lazy("when"))
    def when(self, schedule: Schedule) -> str:
        return str(when_of(schedule))

    @admin.display(description=gettext_lazy("options"))
    def options(self, schedule: Schedule) -> str:
        return typed(schedule.operation, schedule.scope) or "–"

    @admin.display(description=gettext_lazy("next"), ordering="next_due")
    def next(self, schedule: Schedule) -> str:
        return moment(schedule.next_due) if schedule.is_active else "–"

    @admin.display(description=gettext_lazy("last run"))
    def last(self, schedule: Schedule) -> str:
        state, status = schedule.last_state, schedule.last_status
        return outcome(OperationRun(state=state, status=status)) if state else "–"

    @admin.display(description=gettext_lazy("missed"))
    def left_out(self, schedule: Schedule) -> str:
        return number(schedule.missed, is_alarming=schedule.missed > 0)

    @admin.display(description=gettext_lazy("state"), ordering="is_active")
    def state(self, schedule: Schedule) -> str:
        if schedule.is_active:
            return badge("delivered", _("active"))
        return badge("cancelled", _("switched off"))

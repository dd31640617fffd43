"""The runs of every operation: how far, how they ended, what they found."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from database.admin.repairs import RepairPages
from database.back_office import ChoiceFilter
from database.back_office.answers import (
    kept_result,
    outcome,
    scope_of,
    shown,
    visible_to,
)
from database.back_office.display import column, moment, number
from database.back_office.named_rows import linked
from database.models import OperationRun
from database.ops.operation import operations
from database.queue.report import worker_note

State = OperationRun.State
REFRESH = "4"  # seconds, while a run goes on


class OperationFilter(ChoiceFilter):
    title = gettext_lazy("operation")
    parameter_name = column = "operation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, operations[name].title) for name in visible_to(request)]


@admin.register(OperationRun)
class OperationRunAdmin(RepairPages):
    """Every run, from a shell, a page or a schedule, as far as the reader may look."""

    list_display = (
        "time",
        "title",
        "outcome",
        "asked_with",
        "found",
        "duration",
        "who",
    )
    list_display_links = ("time", "title")
    list_filter = (OperationFilter, "state", "status")
    list_filter_submit = True
    sortable_by = ("time",)
    fieldsets = ((None, {"fields": ("state",)}),)
    change_form_template = "admin/database/run/page.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.repair_view)
        name = "database_operationrun_repair"
        return [
            path("<uuid:pk>/repair/<str:check_id>/", view, name=name),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return runs of the operations that the reader may see."""
        known = Q(operation__in=visible_to(request))
        if request.user.has_perm("database.view_ops"):
            known |= ~Q(operation__in=list(operations))
        rows = super().get_queryset(request).filter(known)
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.for_lists() if is_list else rows

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(visible_to(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def page_context(self, request: HttpRequest, run: Any) -> dict[str, Any]:
        entry = operations.get(run.operation)
        may_run = (
            entry and run.state == State.DONE and request.user.has_perm(entry.run_by)
        )
        return {
            "run": run,
            "entry": entry,
            "undo": entry.undo_of(run.scope) if may_run else None,
            "findings": self._findings(request, run),
            "tables": shown(kept_result(run).tables),
            "figures": _plain_figures(run),
            "outcome": outcome(run),
            "scope": scope_of(run),
            "title": str(run),
            "may_repair": self.has_repair_permission(request),
            "worker": worker_note().text if run.state == State.WAITING else "",
        }

    def render_change_form(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one run; while it goes on, the page comes again by itself."""
        response = super().render_change_form(*args, **kwargs)
        if kwargs["obj"].is_alive:
            response["Refresh"] = REFRESH
        return response

    def _findings(self, request: HttpRequest, run: OperationRun) -> list[Any]:
        """Return the findings, the worst first; those of checks with their rows."""
        findings = list(run.findings.all())
        entries = {entry["id"]: entry for entry in run.figures.get("checks", [])}
        rows = [row for entry in entries.values() for row in entry["examples"]]
        links = {
            (row["model"], row["object"]): row["address"]
            for row in linked(self.admin_site, request, rows)
        }
        for finding in findings:
            entry = entries.get(finding.finding_id, {})
            finding.rows = [
                {**row, "address": links[row["model"], row["object"]]}
                for row in entry.get("examples", [])
            ]
            finding.unseen = entry.get("faults", 0) - len(finding.rows)
            finding.is_counted = isinstance(finding.measured, int) and bool(entry)
            # A run of another database names rows that are not here.
            finding.can_be_repaired = (
                entry.get("repairable")
                and run.alias == "default"
                and self.is_repairable(finding.finding_id)
            )
        return findings

    time = column(gettext_lazy("time"), "created_at", moment, sorts=True)

    @admin.display(description=gettext_lazy("operation"))
    def title(self, run: OperationRun) -> str:
        entry = operations.get(run.operation)
        return str(entry.title) if entry else run.operation

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, run: OperationRun) -> str:
        return outcome(run)

    @admin.display(description=gettext_lazy("options"))
    def asked_with(self, run: OperationRun) -> str:
        """Return the options; a method called as the field would never be asked."""
        return scope_of(run) or "–"

    @admin.display(description=gettext_lazy("findings"))
    def found(self, run: OperationRun) -> str:
        if run.state != State.DONE:
            return number("–")
        return number(f"{run.finding_count:,}", is_alarming=run.finding_count > 0)

    @admin.display(description=gettext_lazy("seconds"))
    def duration(self, run: OperationRun) -> str:
        return number("–" if run.seconds is None else f"{run.seconds:.1f}")

    who = column(gettext_lazy("by"), "by")


def _plain_figures(run: OperationRun) -> list[tuple[str, Any]]:
    """Return the figures that are one number or one text each."""
    return [
        (name.replace("_", " "), value)
        for name, value in run.figures.items()
        if isinstance(value, int | float | str) and value != ""
    ]

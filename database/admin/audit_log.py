"""The audit log: who did what, when; to read, to search and to take away."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.back_office import ChoiceFilter, DateFilter, ReadOnlyModelAdmin
from database.back_office.display import badge, column, facts, moment
from database.models import AuditEntry
from database.ops.export import CSV_TYPE, csv_lines, for_spreadsheets, xlsx_file

MOST_CHOICES = 200
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LevelFilter(ChoiceFilter):
    title = gettext_lazy("level")
    parameter_name = column = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return AuditEntry.Level.choices


class OperationFilter(ChoiceFilter):
    """Offers the operations that the log holds."""

    title = gettext_lazy("operation")
    parameter_name = column = "operation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = AuditEntry.objects.order_by("operation").values_list(
            "operation", flat=True
        )
        return [(name, name) for name in names.distinct()[:MOST_CHOICES]]


class ActorFilter(ChoiceFilter):
    """Offers the people and the commands that the log names."""

    title = gettext_lazy("by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        actors = AuditEntry.objects.order_by("actor__username", "actor_label")
        actors = actors.values_list("actor_id", "actor__username", "actor_label")
        return [
            (f"user:{key}", name) if key else (f"label:{label}", label or _("system"))
            for key, name, label in actors.distinct()[:MOST_CHOICES]
        ]

    def chosen(self, rows: QuerySet, value: str) -> QuerySet:
        kind, _colon, key = value.partition(":")
        if kind == "user":
            return rows.filter(actor=key)
        return rows.filter(actor=None, actor_label=key)


class TimeFilter(DateFilter):
    title = gettext_lazy("day")
    parameter_name = "day"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyModelAdmin):
    list_display = ("time", "shown_level", "operation", "message", "by")
    list_display_links = ("time", "operation")
    list_select_related = ("actor",)
    list_filter = (LevelFilter, OperationFilter, ActorFilter, TimeFilter)
    list_filter_submit = True
    list_before_template = "admin/database/auditentry/export.html"
    search_fields = ("operation__istartswith", "message__icontains")
    search_help_text = gettext_lazy("Operation or words in the message")
    sortable_by = ("time",)
    fieldsets = (
        (None, {"fields": ("operation", "message", "shown_level")}),
        (gettext_lazy("Who"), {"fields": ("by", "address", "time")}),
        (gettext_lazy("Details"), {"fields": ("shown_details",)}),
    )
    readonly_fields = ("by", "time", "shown_level", "shown_details")
    export_formats = (("csv", "CSV"), ("xlsx", "XLSX"))
    most_exported = 20_000

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export)
        name = "database_auditentry_export"
        return [path("export/<slug:kind>/", view, name=name), *super().get_urls()]

    def export(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Give what the list shows with these filters, as a file."""
        self.require(self.has_view_permission(request))
        if kind not in dict(self.export_formats):
            raise Http404
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            shown = self.get_changelist_instance(request)
        except (IncorrectLookupParameters, SuspiciousOperation):
            return redirect("admin:database_auditentry_changelist")
        rows = _cells(shown.get_queryset(request)[: self.most_exported])
        titles = [str(title) for title in TITLES]
        day = timezone.localdate().isoformat()
        if kind == "xlsx":
            content = xlsx_file(_("Audit log"), titles, rows)
            response: Any = HttpResponse(content, content_type=SHEETS)
        else:
            lines = for_spreadsheets(csv_lines(titles, rows))
            response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
        name = f"audit-log-{day}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    time = column(gettext_lazy("time"), "created_at", moment, sorts=True)

    @admin.display(description=gettext_lazy("level"))
    def shown_level(self, entry: AuditEntry) -> str:
        return badge(entry.level, entry.get_level_display())

    by = column(gettext_lazy("by"), "by")

    @admin.display(description=gettext_lazy("details"))
    def shown_details(self, entry: AuditEntry) -> str:
        return facts(entry.details)


TITLES = (
    gettext_lazy("Time"),
    gettext_lazy("Level"),
    gettext_lazy("Operation"),
    gettext_lazy("Message"),
    gettext_lazy("By"),
    gettext_lazy("Address"),
    gettext_lazy("Details"),
)


def _cells(rows: QuerySet) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=1000):
        details = json.dumps(row.details, ensure_ascii=False) if row.details else ""
        yield (
            row.created_at,
            row.get_level_display(),
            row.operation,
            row.message,
            row.by,
            row.address,
            details,
        )

"""One list of who changed what over all rows of a kind, newest first."""

from typing import Any

from django.contrib import admin
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.views import ChangeList

from database.back_office.base import ReadOnlyModelAdmin, ShopChangeList
from database.back_office.changes import changes_between, with_names
from database.back_office.display import column, moment
from database.back_office.filters import ChoiceFilter, DateFilter


class LogChangeList(ShopChangeList):
    """Reads what stood in the rows before, all of a page at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        records = with_names(self.model.objects.all())
        keys = [row.before for row in self.result_list if row.before]
        earlier = records.in_bulk(keys)
        for row in self.result_list:
            row.changes = changes_between(earlier.get(row.before), row)


class ChangedField(ChoiceFilter):
    """Those changes that touched a column."""

    title = _("what changed")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        meta = model_admin.model.instance_type._meta
        return [
            (name, capfirst(meta.get_field(name).verbose_name))
            for name in model_admin.fields_to_filter
        ]

    def chosen(self, rows: QuerySet, value: str) -> QuerySet:
        rows = rows.annotate(
            was=Subquery(_records_before(rows.model).values(value)[:1])
        )
        came = Q(was__isnull=True, **{f"{value}__isnull": False})
        went = Q(was__isnull=False, **{f"{value}__isnull": True})
        other = Q(was__lt=F(value)) | Q(was__gt=F(value))
        return rows.filter(came | went | other, before__isnull=False)


class ChangedWhen(DateFilter):
    title = _("when")
    parameter_name = "day"
    column = "history_date"


class ChangeLogAdmin(ReadOnlyModelAdmin):
    """For what simple-history keeps of a model with a `name`: who sees it sees this."""

    is_in_palette = False
    list_display = ("time", "row", "what", "who")
    list_display_links = ("time",)
    list_filter = (ChangedField, ChangedWhen)
    list_filter_submit = True
    sortable_by = ()
    ordering = ("-history_date", "-history_id")
    fields = readonly_fields = list_display
    # The columns that the list can be narrowed down to.
    fields_to_filter: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LogChangeList

    def name_of(self, row: Any) -> str:
        """Name the row that was changed; when stands on the page."""
        return str(row.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        before = _records_before(self.model).values("history_id")[:1]
        return with_names(super().get_queryset(request)).annotate(
            before=Subquery(before)
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        meta = self.model.instance_type._meta
        return request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    time = column(_("time"), "history_date", moment)

    @admin.display(description=_("what"))
    def row(self, record: Any) -> str:
        meta = self.model.instance_type._meta
        name = f"admin:{meta.app_label}_{meta.model_name}_history"
        link = reverse(name, args=[record.id])
        return format_html('<a class="bo-link" href="{}">{}</a>', link, record.name)

    @admin.display(description=_("changes"))
    def what(self, record: Any) -> str:
        if not hasattr(record, "changes"):
            before = with_names(self.model.objects.filter(pk=record.before)).first()
            record.changes = changes_between(before, record)
        if record.history_type == "+":
            return str(_("Created"))
        return render_to_string("admin/changes.html", {"changes": record.changes})

    @admin.display(description=_("by"))
    def who(self, record: Any) -> str:
        return str(record.history_user or _("system"))


def _records_before(history: Any) -> QuerySet:
    """Return the records of the same row before the outer one, the latest first."""
    same = history.objects.filter(id=OuterRef("id"))
    return same.filter(history_id__lt=OuterRef("history_id")).order_by("-history_id")

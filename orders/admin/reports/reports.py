"""The pages of the reports: an index, and one page for all of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from database.back_office.pages import page
from database.back_office.tiles import compare
from database.ops.export import CSV_TYPE, for_spreadsheets
from database.rows.form_fields import QuantityField
from orders.admin.reports.charts import chart_of
from orders.admin.reports.linked import address_of
from orders.reports import Answer, Filters, Report, answer, reports
from orders.reports.files import as_csv, as_xlsx
from orders.reports.periods import Period
from orders.reports.registry import Column, Row, Subject
from orders.reports.rendering import as_people_read, period_text

MAY_SEE = "orders.view_reports"
# Rows on a page of somebody who asks for no number; files hold all rows.
ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUBJECTS = {
    Subject.SALES: gettext_lazy("Sales"),
    Subject.CUSTOMERS: gettext_lazy("Customers"),
    Subject.PRODUCTS: gettext_lazy("Products"),
}


def _date_field(label: Any) -> forms.DateField:
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
    wrong = gettext_lazy("This is not a date. Write it like 2011-12-31.")
    return forms.DateField(
        label=label, required=False, widget=widget, error_messages={"invalid": wrong}
    )


class ReportFilter(forms.Form):
    """Which orders a report counts, what ranks its rows, and how many there are."""

    date_from = _date_field(gettext_lazy("From"))
    date_to = _date_field(gettext_lazy("To"))
    by = forms.ChoiceField(
        label=gettext_lazy("Ranked by"), required=False, widget=UnfoldAdminSelectWidget
    )
    limit = QuantityField(
        label=gettext_lazy("Rows at most"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=UnfoldAdminTextInputWidget(
            attrs={"inputmode": "numeric", "placeholder": ROWS}
        ),
    )

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if report.rankings:
            self.fields["by"].choices = [
                (name, _ranking(report, name)) for name in report.rankings
            ]
        else:
            del self.fields["by"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("date_from"), values.get("date_to")
        if first and last and first > last:
            self.add_error("date_to", _("This date is before the first one."))
        return values

    def filters(self, *, limit: int | None) -> Filters:
        """Return what was asked; `limit` where no number of rows was."""
        asked = self.cleaned_data
        return Filters(
            period=Period(asked["date_from"], asked["date_to"]),
            limit=asked["limit"] or limit,
            by=asked.get("by", ""),
        )


def _ranking(report: Report, name: str) -> Any:
    labels = {column.name: column.label for column in report.columns}
    return labels.get(name) or labels[f"rank_by_{name}"]


def require_reader(request: HttpRequest) -> None:
    """Answer 403 to who may not see reports."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied


@require_safe
def report_index(request: HttpRequest) -> HttpResponse:
    """Show which reports there are."""
    require_reader(request)
    sections = [
        (title, [item for item in reports.items() if item[1].subject is subject])
        for subject, title in SUBJECTS.items()
    ]
    context = {
        "title": _("Reports"),
        "sections": sections,
    }
    return page(request, "admin/orders/reports.html", context)


@require_safe
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a report, or hand it out as a file."""
    require_reader(request)
    if name not in reports:
        raise Http404
    report = reports[name].for_reader(request.user.has_perm)
    form = ReportFilter(report, request.GET)
    context = {
        "title": report.title,
        "report": report,
        "form": form,
    }
    if form.is_valid():
        for kind, write in FILES.items():
            if kind in request.GET:
                return write(name, answer(report, form.filters(limit=None)))
        found = answer(report, form.filters(limit=ROWS), with_totals=True)
        context |= _shown(request, found)
    return page(request, "admin/orders/report.html", context)


def _csv_file(name: str, found: Answer) -> HttpResponse:
    content = b"".join(for_spreadsheets([as_csv(found)]))
    return _download(f"{name}.csv", content, CSV_TYPE)


def _xlsx_file(name: str, found: Answer) -> HttpResponse:
    return _download(f"{name}.xlsx", as_xlsx(found), XLSX)


def _download(name: str, content: str | bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FILES: dict[str, Callable[[str, Answer], HttpResponse]] = {
    "csv": _csv_file,
    "xlsx": _xlsx_file,
}


def _shown(request: HttpRequest, found: Answer) -> dict[str, Any]:
    """Return what the page shows of an answer."""
    earlier = found.filters.period.before()
    return {
        "rows": [
            [_cell(request, found, column, row) for column in found.report.columns]
            for row in found.rows
        ],
        "figures": [_figure(request, found, column) for column in found.report.figures],
        "chart": chart_of(found),
        "as_of": found.as_of,
        "period": period_text(found.filters.period),
        "earlier": period_text(earlier) if earlier else "",
        "is_cut": len(found.rows) == found.filters.limit,
        "files": [(kind, _with(request, kind)) for kind in FILES],
    }


def _with(request: HttpRequest, kind: str) -> str:
    query = request.GET.copy()
    query[kind] = "1"
    return query.urlencode()


def _cell(
    request: HttpRequest, found: Answer, column: Column, row: Row
) -> dict[str, Any]:
    """Return the text of a figure, where it leads, and whether it stands right."""
    value = row[column.name]
    leads = column.behind is not None and value not in (None, "")
    behind = column.behind(row, found.filters) if leads else None
    return {
        "text": as_people_read(column.kind, value),
        "link": address_of(behind, request) if behind else "",
        "is_number": column.kind.is_number,
    }


def _figure(request: HttpRequest, found: Answer, column: Column) -> dict[str, Any]:
    """Return a figure of the whole period, and its difference to the one before."""
    cell = _cell(request, found, column, found.totals)
    note = ""
    if found.before is not None:
        now, before = found.totals[column.name], found.before[column.name]
        amount = as_people_read(column.kind, abs(now - before))
        part = f" ({abs(Decimal(now - before) / before):.0%})" if before else ""
        note = compare(now - before, f"{amount}{part}", _("before"))
    return {"title": column.label, "figure": cell["text"], "note": note} | cell

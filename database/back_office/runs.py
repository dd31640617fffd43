"""The history of the data checks: runs, what they found, and repairing it."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.back_office.base import ReadOnlyModelAdmin
from database.back_office.display import badge, moment, number
from database.check_history import AlreadyRunning, Scope, ask_for_run, recorded_run
from database.checking import checks, example, look_again
from database.commands import Result
from database.models import ConsistencyRun
from database.naming import keys_by_name
from database.queue_report import worker_note

State = ConsistencyRun.State
REFRESH = "4"  # seconds, while a run goes on
BADGES = {"ok": "delivered", "warning": "warning", "critical": "error"}


class ConsistencyRunAdmin(ReadOnlyModelAdmin):
    """Every run of `check_consistency`, from a shell or from here."""

    list_display = ("time", "outcome", "scope", "fault_count", "duration", "who")
    list_display_links = ("time",)
    list_select_related = ("actor",)
    list_filter = ("status",)
    sortable_by = ("time",)
    fieldsets = ((None, {"fields": ("state",)}),)
    change_form_template = "admin/database/consistencyrun/page.html"
    list_before_template = "admin/database/consistencyrun/now.html"

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "database_consistencyrun"
        return [
            path("check/", view(self.check_view), name=f"{name}_check"),
            path(
                "<uuid:pk>/repair/<str:check_id>/",
                view(self.repair_view),
                name=f"{name}_repair",
            ),
            *super().get_urls(),
        ]

    def has_run_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("database.run_consistencyrun")

    def has_repair_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("database.repair_consistencyrun")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history below what the newest run says."""
        context = {
            **(extra_context or {}),
            "newest": ConsistencyRun.objects.first(),
            "may_run": self.has_run_permission(request),
        }
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one run; while it goes on, the page comes again by itself."""
        run = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if run and self.has_view_permission(request):
            context |= {
                "run": run,
                "findings": _with_links(self.admin_site, request, run),
                "scope": self.scope(run),
                "title": str(run),
                "subtitle": "",
                "may_run": self.has_run_permission(request),
                "may_repair": self.has_repair_permission(request),
                "worker": worker_note().text if run.state == State.WAITING else "",
            }
        response = super().change_view(request, object_id, form_url, context)
        if run and run.is_alive and response.status_code == 200:
            response["Refresh"] = REFRESH
        return response

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a run of every check, and lead to its page."""
        self.require(self.has_run_permission(request))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            run = ask_for_run()
        except AlreadyRunning as error:
            run = error.run
            self.message_user(request, str(error), messages.WARNING)
        return redirect("admin:database_consistencyrun_change", run.pk)

    def repair_view(self, request: HttpRequest, pk: UUID, check_id: str) -> Any:
        """Show what a repair would change now; make it when that is confirmed."""
        self.require(self.has_repair_permission(request))
        run = self.get_object(request, str(pk))
        if run is None or run.alias != "default" or not _is_repairable(check_id):
            raise Http404
        if request.method == "POST":
            return self._repair(request, check_id)
        check, seen = look_again(check_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Repair"),
            "opts": self.opts,
            "run": run,
            "check": check,
            "seen": seen,
            "left_alone": seen.count - seen.mendable,
            "changes": _linked(
                self.admin_site, request, [example(check, f) for f in seen.sample]
            ),
            "unseen": seen.count - len(seen.sample),
        }
        page = "admin/database/consistencyrun/repair.html"
        return TemplateResponse(request, page, context)

    def _repair(self, request: HttpRequest, check_id: str) -> HttpResponse:
        run, result = recorded_run(Scope(ids=[check_id], fix=True))
        level = messages.WARNING if result.findings else messages.SUCCESS
        self.message_user(request, _repaired_text(result), level)
        return redirect("admin:database_consistencyrun_change", run.pk)

    @admin.display(description=gettext_lazy("time"), ordering="created_at")
    def time(self, run: ConsistencyRun) -> str:
        return moment(run.created_at)

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, run: ConsistencyRun) -> str:
        if run.state == State.DONE:
            return badge(BADGES[run.status], run.get_status_display())
        if run.is_lost:
            return badge("error", _("stopped before its end"))
        kind = "error" if run.state == State.FAILED else "confirmed"
        return badge(kind, run.get_state_display())

    @admin.display(description=gettext_lazy("scope"))
    def scope(self, run: ConsistencyRun) -> str:
        names = ", ".join([*run.tags, *run.checks]) or _("every check")
        return (
            _("%(checks)s, with repairs") % {"checks": names} if run.repairs else names
        )

    @admin.display(description=gettext_lazy("faults"))
    def fault_count(self, run: ConsistencyRun) -> str:
        if run.state != State.DONE:
            return number("–")
        return number(f"{run.faults:,}", is_alarming=run.faults > 0)

    @admin.display(description=gettext_lazy("seconds"))
    def duration(self, run: ConsistencyRun) -> str:
        return number("–" if run.seconds is None else f"{run.seconds:.1f}")

    @admin.display(description=gettext_lazy("by"))
    def who(self, run: ConsistencyRun) -> str:
        return run.by


def _is_repairable(check_id: str) -> bool:
    return check_id in checks and checks[check_id].fix is not None


def _repaired_text(result: Result) -> str:
    count = result.data["repaired"]
    if not count:
        return _(
            "Nothing was repaired: somebody mended it meanwhile, or it needs a person."
        )
    text = ngettext("Repaired %(count)d row.", "Repaired %(count)d rows.", count)
    if result.findings:
        text += " " + _("The rest needs a person.")
    return text % {"count": count}


def _with_links(site: Any, request: HttpRequest, run: ConsistencyRun) -> list[Any]:
    """Return the findings, the worst first, their rows with the address of a page."""
    findings = list(run.findings.all())
    rows = [row for finding in findings for row in finding.examples]
    linked = iter(_linked(site, request, rows))
    for finding in findings:
        finding.rows = [next(linked) for _row in finding.examples]
        finding.unseen = finding.count - len(finding.examples)
        finding.badge = badge(
            BADGES.get(finding.severity, "error"), _severity(finding.severity)
        )
        # A run of another database names rows that are not here.
        finding.can_be_repaired = (
            finding.mendable
            and run.alias == "default"
            and _is_repairable(finding.check_id)
        )
    return findings


def _severity(severity: str) -> str:
    return _("warning") if severity == "warning" else _("critical")


def _linked(
    site: Any, request: HttpRequest, rows: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Add the address of each row's page, where there is one this person may open.

    One query for each model, however many rows.
    """
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row["model"], set()).add(row["object"])
    addresses: dict[tuple[str, str], str] = {}
    for label, known_as in names.items():
        for name, address in _addresses(site, request, label, known_as).items():
            addresses[label, name] = address
    return [
        {**row, "address": addresses.get((row["model"], row["object"]), "")}
        for row in rows
    ]


def _addresses(
    site: Any, request: HttpRequest, label: str, names: set[str]
) -> dict[str, str]:
    if not label:
        return {}
    try:
        model = apps.get_model(label)
    except LookupError:  # a run of an older version
        return {}
    page = site._registry.get(model)
    if page is None or not page.has_view_or_change_permission(request):
        return {}
    view = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return {
        name: reverse(view, args=[key])
        for name, key in keys_by_name(model, names).items()
    }

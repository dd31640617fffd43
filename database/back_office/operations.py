"""The page of an operation: what it answers or did last, a button, and its runs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from database.back_office.answers import (
    BADGES,
    chart,
    kept_result,
    live_result,
    outcome,
    scope_of,
    shown,
    visible_to,
)
from database.back_office.pages import page
from database.models import OperationRun, Schedule
from database.ops.command import Result, UsageError, envelope
from database.ops.operation import Operation, Option, operations
from database.queue.report import worker_note
from database.runs.jobs import AlreadyRunning, ask
from database.runs.scheduling import when_of

SHOWN_RUNS = 10
WATCHED = "5"  # seconds


def operation_urls(site: Any) -> list[URLPattern]:
    """Return an address for every operation in the registry, and for their list."""
    pages = [
        path(
            f"database/{name}/",
            site.admin_view(operation_page),
            {"name": name},
            name=f"ops_{name}",
        )
        for name in operations
    ]
    index = site.admin_view(operation_index)
    return [path("database/operations/", index, name="operations"), *pages]


@require_safe
def operation_index(request: HttpRequest) -> HttpResponse:
    """List the operations: when each ran last, how that ended, and when it is next."""
    names = visible_to(request)
    if not names:
        raise PermissionDenied
    newest = _newest(names)
    planned = _planned(names)
    rows = [
        {
            "entry": operations[name],
            "address": reverse(f"admin:ops_{name}"),
            "run": newest.get(name),
            "outcome": outcome(newest[name]) if name in newest else "",
            "schedules": planned.get(name, []),
        }
        for name in names
    ]
    context = {
        "title": _("Operations"),
        "rows": sorted(rows, key=lambda row: str(row["entry"].title)),
    }
    return page(request, "admin/database/run/index.html", context)


def _newest(names: list[str]) -> dict[str, OperationRun]:
    """Return the newest run of each operation, in two statements."""
    runs = OperationRun.objects.filter(operation__in=names)
    last = runs.order_by().values("operation").annotate(at=Max("created_at"))
    times = [row["at"] for row in last]
    rows = runs.filter(created_at__in=times).order_by("created_at")
    return {run.operation: run for run in rows.for_lists()}


def _planned(names: list[str]) -> dict[str, list[str]]:
    planned: dict[str, list[str]] = {}
    for row in Schedule.objects.filter(is_active=True, operation__in=names):
        planned.setdefault(row.operation, []).append(str(when_of(row)))
    return planned


@require_http_methods(["GET", "HEAD", "POST"])
def operation_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show an operation; a POST asks for a run of it."""
    operation = operations[name]
    if not request.user.has_perm(operation.seen_by):
        raise PermissionDenied
    if request.method == "POST":
        return _ask(request, operation)
    values, errors = _asked(operation, request)
    alias = values.pop("database", "default")
    runs = OperationRun.objects.filter(operation=name)
    last = None
    if errors:
        status, result = "", Result()
    elif operation.long or operation.shell_only:
        last = runs.over().filter(alias=alias).first()
        status, result = _last(last)
    else:
        status, result = live_result(operation, alias, values)
    if request.GET.get("format") == "json" and not errors:
        return _as_json(operation, status, result, alias)
    typed = _typed(operation, request)
    dry = {"dry_run": True} if operation.has_dry_run and not operation.long else {}
    asks = operation.has_button or operation.deeds
    context = {
        "title": operation.title,
        "operation": operation,
        "status": status,
        "status_text": OperationRun.Status(status).label if status else "",
        "result": result,
        "badge": BADGES.get(status, "cancelled"),
        "tables": shown(result.tables),
        "questions": _fields(operation.questions, request),
        "errors": errors,
        "deeds": operation.deeds,
        "typed": typed,
        "may_run": request.user.has_perm(operation.run_by) and not errors,
        "worker": worker_note().text if asks else "",
        "command": operation.shell_command(**typed, **dry),
        "chart": chart(operation),
        "as_of": timezone.now(),
        "last": last,
        "alive": runs.alive().first() if asks else None,
        "runs": [_line(run) for run in runs.for_lists()[:SHOWN_RUNS]],
        "is_watched": "watch" in request.GET,
    }
    response = page(request, "admin/database/operation.html", context)
    if context["is_watched"] and operation.is_glance:
        response["Refresh"] = WATCHED
    return response


def _last(run: OperationRun | None) -> tuple[str, Result]:
    if run is None:
        return "", Result(verdict=_("It never ran."))
    return run.status or "error", kept_result(run)


def _line(run: OperationRun) -> dict[str, Any]:
    return {"run": run, "outcome": outcome(run), "scope": scope_of(run)}


def _as_json(
    operation: Operation, status: str, result: Result, alias: str
) -> HttpResponse:
    answer = envelope(
        result, schema=operation.schema, status=status or "error", alias=alias
    )
    return JsonResponse(
        answer,
        status=200 if status else 404,
        json_dumps_params={"ensure_ascii": False, "default": str},
    )


def _typed(operation: Operation, request: HttpRequest) -> dict[str, str]:
    """Return what the address says of the options that the page asks about."""
    return {
        option.name: request.GET[option.name]
        for option in operation.questions
        if request.GET.get(option.name)
    }


def _asked(
    operation: Operation, request: HttpRequest
) -> tuple[dict[str, Any], list[str]]:
    """Return the values of the page's form, and what is wrong with them."""
    values, errors = {}, []
    for name, text in _typed(operation, request).items():
        try:
            values[name] = operation.option(name).parse(text)
        except UsageError as error:
            errors.append(str(error))
    alias = request.GET.get("database", "default")
    if alias not in connections:
        errors.append(_("There is no database %(alias)r.") % {"alias": alias[:40]})
    return {**values, "database": alias}, errors


def _fields(options: list[Option], request: HttpRequest) -> list[dict[str, Any]]:
    return [{"option": o, "value": request.GET.get(o.name, "")} for o in options]


def _ask(request: HttpRequest, operation: Operation) -> HttpResponse:
    """Queue a run: of one deed, or with the options that the page was asked with."""
    if not request.user.has_perm(operation.run_by):
        raise PermissionDenied
    scope = _wanted(request, operation)
    home = redirect(reverse(f"admin:ops_{operation.name}"))
    if scope is None:
        messages.warning(request, _("You chose nothing, so nothing was changed."))
        return home
    try:
        run = ask(operation, scope)
    except AlreadyRunning as error:
        run = error.run
        messages.warning(request, str(error))
    except UsageError as error:
        messages.error(request, str(error))
        return home
    else:
        text = _("“%(operation)s” is queued.") % {"operation": operation.title}
        worker = worker_note()
        say = messages.success if worker.is_there else messages.warning
        say(request, f"{text} {worker.text}")
    return redirect("admin:database_operationrun_change", run.pk)


def _wanted(request: HttpRequest, operation: Operation) -> dict[str, Any] | None:
    """Return the options of the run that was asked for; None if none was."""
    deed = next((o for o in operation.deeds if o.name in request.POST), None)
    if deed is not None:
        return {deed.name: deed.is_switch or request.POST[deed.name].strip()}
    if "run" not in request.POST or not operation.has_button:
        return None
    return {
        option.name: option.is_switch or option.split(request.POST[option.name])
        for option in operation.questions
        if request.POST.get(option.name)
    }

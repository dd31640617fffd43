"""The page of an operation: what its function returns, as ops read it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from database import outbox
from database.commands import Result, UsageError, as_text, envelope
from database.errors import KontorError, NotSupported
from database.monitoring.jobs import JOB
from database.monitoring.operations import Operation, Option, operations
from database.monitoring.sampling import history
from database.queue_report import worker_note
from database.transactions import REMEDIES, classify

CHARTED = timedelta(hours=24)
MOST_POINTS = 288
LINES = ("var(--color-primary-500)", "#b7791f", "#4c6ef5", "#c2255c")
BADGES = {"ok": "delivered", "warning": "warning", "critical": "error"}


def operation_urls(site: Any) -> list[URLPattern]:
    """Return an address for every operation in the registry."""
    return [
        path(
            f"database/{name}/",
            site.admin_view(operation_page),
            {"name": name},
            name=f"ops_{name}",
        )
        for name in operations
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def operation_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show an operation; a POST asks for one of its deeds."""
    if not request.user.has_perm("database.view_ops"):
        raise PermissionDenied
    operation = operations[name]
    if request.method == "POST":
        return _ask(request, operation)
    values, errors = _asked(operation, request)
    alias = values.pop("database", "default")
    status, result = _answer(operation, alias, values) if not errors else ("", Result())
    if request.GET.get("format") == "json" and not errors:
        return JsonResponse(
            envelope(result, schema=operation.schema, status=status, alias=alias),
            json_dumps_params={"ensure_ascii": False, "default": str},
        )
    context = {
        **admin.site.each_context(request),
        "title": operation.title,
        "operation": operation,
        "status": status,
        "result": result,
        "badge": BADGES.get(status, "cancelled"),
        "tables": [_shown(table) for table in result.tables],
        "questions": _fields(operation.questions, request),
        "errors": errors,
        "deeds": operation.deeds,
        "may_run": request.user.has_perm("database.run_ops"),
        "worker": worker_note().text if operation.deeds else "",
        "command": operation.shell_command(**_typed(operation, request)),
        "chart": _chart(operation),
        "as_of": timezone.now(),
    }
    return TemplateResponse(request, "admin/database/operation.html", context)


def _typed(operation: Operation, request: HttpRequest) -> dict[str, str]:
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


def _answer(
    operation: Operation, alias: str, values: dict[str, Any]
) -> tuple[str, Result]:
    """Return what a command would: status and result; errors become a sentence."""
    try:
        result = operation.run(using=alias, **operation.with_defaults(**values))
    except NotSupported as error:
        return "unsupported", Result(verdict=str(error))
    except KontorError as error:
        return "error", Result(verdict=str(error))
    except (DatabaseError, InterfaceError) as error:
        trouble = classify(error)
        remedy = REMEDIES.get(trouble, "")
        text = f"{trouble.value} {remedy} ({str(error).strip()})"
        return "error", Result(verdict=text)
    return result.status, result


def _shown(table: Any) -> dict[str, Any]:
    """Return a table with its cells as texts, and which stand on the right."""
    return {
        "title": table.title,
        "columns": [
            {"text": text, "is_number": _is_number(table, index)}
            for index, text in enumerate(table.columns)
        ],
        "empty": table.empty,
        "rows": [
            [
                {"text": as_text(cell), "is_number": _is_number(table, index)}
                for index, cell in enumerate(row)
            ]
            for row in table.rows
        ],
    }


def _is_number(table: Any, index: int) -> bool:
    return any(isinstance(row[index], int | float) for row in table.rows)


def _fields(options: list[Option], request: HttpRequest) -> list[dict[str, Any]]:
    return [{"option": o, "value": request.GET.get(o.name, "")} for o in options]


def _ask(request: HttpRequest, operation: Operation) -> HttpResponse:
    """Put the deed into the queue; nothing is done within the request itself."""
    if not request.user.has_perm("database.run_ops"):
        raise PermissionDenied
    option = next((o for o in operation.deeds if o.name in request.POST), None)
    page = redirect(reverse(f"admin:ops_{operation.name}"))
    if option is None:
        messages.warning(request, _("Nothing was asked for, so nothing was changed."))
        return page
    text = "1" if option.is_switch else request.POST[option.name].strip()
    try:
        option.parse(text)
    except UsageError as error:
        messages.error(request, str(error))
        return page
    names = {"operation": operation.name, "deed": option.name, "value": text}
    names["asked_by"] = request.user.get_username()
    outbox.put(JOB, key=f"{JOB}:{uuid4()}", **names)
    text = _("“%(deed)s” is queued. The operation log says what came of it.")
    worker = worker_note()
    say = messages.success if worker.is_there else messages.warning
    say(request, f"{text % {'deed': option.label}} {worker.text}")
    return page


def _chart(operation: Operation) -> dict[str, Any]:
    """Return the last day of the operation's samples; empty before the first one."""
    points = history(operation, since=CHARTED)
    times = sorted({at for line in points.values() for at, _value in line})
    times = times[:: max(1, len(times) // MOST_POINTS)]
    if not times:
        return {}
    labels = [date_format(timezone.localtime(at), "H:i") for at in times]
    values = {name: dict(line) for name, line in points.items()}
    lines = [
        {
            "label": str(series.label),
            "data": [values[series.name].get(at) for at in times],
            "borderColor": colour,
            "backgroundColor": colour,
            "borderWidth": 2,
            "pointRadius": 0,
            "displayYAxis": True,
        }
        for series, colour in zip(operation.series, LINES, strict=False)
    ]
    options = {
        "responsive": True,
        "maintainAspectRatio": False,
        "animation": False,
        "plugins": {"legend": {"display": True, "position": "bottom"}},
        "scales": {
            "x": {"grid": {"display": False}, "ticks": {"maxTicksLimit": 12}},
            "y": {"grid": {}, "beginAtZero": True},
        },
    }
    newest_first = list(zip(times, labels, strict=True))[::-1][:24]
    return {
        "data": json.dumps({"labels": labels, "datasets": lines}),
        "options": json.dumps(options),
        "labels": [series.label for series in operation.series],
        "rows": [
            [label, *(as_text(values[s.name].get(at)) for s in operation.series)]
            for at, label in newest_first
        ],
    }

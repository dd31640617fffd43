"""What operations answer, as pages show it: findings, tables, charts, runs."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from database.back_office.charts import Series, drawn
from database.back_office.display import badge
from database.errors import KontorError, NotSupported
from database.models import OperationRun
from database.monitoring.sampling import history
from database.ops.command import Finding, Result, Table, as_text
from database.ops.operation import Operation, operations
from database.transactions import REMEDIES, classify

CHARTED = timedelta(hours=24)
MOST_POINTS = 288
BADGES = {"ok": "delivered", "warning": "warning", "critical": "error"}
State = OperationRun.State


def visible_to(request: HttpRequest) -> list[str]:
    """Return the operations whose page and runs this person may see."""
    return [
        name
        for name, entry in operations.items()
        if request.user.has_perm(entry.seen_by)
    ]


def outcome(run: OperationRun) -> SafeString:
    """Return how a run stands, as a badge."""
    if run.state == State.DONE:
        return badge(BADGES[run.status], run.get_status_display())
    if run.is_lost:
        return badge("error", _("stopped before its end"))
    kinds = {State.FAILED: "error", State.SKIPPED: "cancelled"}
    return badge(kinds.get(State(run.state), "confirmed"), run.get_state_display())


def scope_of(run: OperationRun) -> str:
    """Return the options of a run as they are typed."""
    return typed(run.operation, run.scope)


def typed(operation: str, scope: Mapping[str, Any]) -> str:
    """Return options as they are typed behind the command."""
    entry = operations.get(operation)
    if entry is None:
        return ", ".join(scope)
    return entry.shell_command(**scope).removeprefix(f"manage.py {operation}").strip()


def kept_result(run: OperationRun) -> Result:
    """Return the result of a run that is over, as far as it was kept."""
    return Result(
        data=run.figures,
        findings=[
            Finding(
                id=finding.finding_id,
                severity=finding.severity,
                object=finding.object,
                message=finding.message,
                measured=finding.measured,
                threshold=finding.threshold,
                fix=finding.fix,
                command=finding.command,
            )
            for finding in run.findings.order_by("position")
        ],
        verdict=run.verdict,
        tables=[Table(**table) for table in run.tables],
    )


def live_result(
    entry: Operation, alias: str, values: dict[str, Any]
) -> tuple[str, Result]:
    """Return what a command would: status and result; errors become a sentence."""
    try:
        result = entry.look(using=alias, **values)
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


def shown(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """Return tables with their cells as texts, and which stand on the right."""
    return [
        {
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
        for table in tables
    ]


def _is_number(table: Table, index: int) -> bool:
    return any(isinstance(row[index], int | float) for row in table.rows)


def chart(operation: Operation) -> dict[str, Any]:
    """Return the last day of the operation's samples; empty before the first one."""
    points = history(operation, since=CHARTED)
    times = sorted({at for line in points.values() for at, _value in line})
    times = times[:: max(1, len(times) // MOST_POINTS)]
    if not times:
        return {}
    labels = [date_format(timezone.localtime(at), "H:i") for at in times]
    values = {name: dict(line) for name, line in points.items()}
    lines = [
        Series(str(s.label), [values[s.name].get(at) for at in times])
        for s in operation.series
    ]
    newest_first = list(zip(times, labels, strict=True))[::-1][:24]
    return {
        "title": _("The last 24 hours"),
        "head": [series.label for series in operation.series],
        "rows": [
            ([label], [as_text(values[s.name].get(at)) for s in operation.series])
            for at, label in newest_first
        ],
        "is_cut": True,
        **drawn(labels, lines, is_line=True),
    }

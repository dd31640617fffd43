"""Parts of `tidy` with an age of one's own: events, and the audit log."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.models import AuditEntry
from database.ops.arguments import days
from database.ops.clock import require_right_clock
from database.ops.command import Result
from database.ops.operation import Operation, Option, dry_run_option
from database.retention.periods import expired, purge
from database.tables.partitions import MonthlyTable, tables

DRY_RUN = dry_run_option(gettext_lazy("Count only; remove nothing."))


def monthly_table(text: str) -> str:
    """Return the name of a table that is kept by months."""
    if text not in tables:
        raise ArgumentTypeError(
            _("%(text)r is not one of: %(known)s.")
            % {"text": text[:40], "known": ", ".join(tables)}
        )
    return text


TABLE = Option(
    "table",
    label=gettext_lazy("Table"),
    help=gettext_lazy("One table only (default: all)."),
    kind=monthly_table,
    metavar="TABLE",
)


def purge_history(
    *,
    using: str = "default",
    table: str | None = None,
    older_than: int | None = None,
    dry_run: bool = False,
) -> Result:
    """Remove events that are past their retention, row by row, on every engine."""
    require_right_clock(using)
    result, texts = Result(data={"tables": []}), []
    for name in [table] if table else list(tables):
        figures = _purge(name, tables[name], using, older_than, dry_run=dry_run)
        result.data["tables"].append(figures)
        texts.append(f"{name} {figures['old']:,}")
    text = _("Would remove: %(what)s") if dry_run else _("Removed: %(what)s")
    result.verdict = text % {"what": ", ".join(texts)}
    return result


def _purge(
    name: str, table: MonthlyTable, using: str, age: int | None, *, dry_run: bool
) -> dict[str, Any]:
    before = timezone.now() - timedelta(days=age) if age else table.cutoff()
    if dry_run:
        rows = expired(table.model, before, column=table.column, using=using)
        return {"name": name, "before": before, "old": rows.count(), "removed": 0}
    day = date_format(timezone.localtime(before), "j M Y")
    reason = _("Retention: %(name)s from before %(day)s") % {"name": name, "day": day}
    removed = purge(
        table.model, before, reason=reason, column=table.column, using=using
    )
    return {"name": name, "before": before, "old": removed, "removed": removed}


def purge_operations(
    *, using: str = "default", older_than: int, dry_run: bool = False
) -> Result:
    """Remove old rows of the audit log; each batch notes itself in it."""
    require_right_clock(using)
    before = timezone.now() - timedelta(days=older_than)
    day = date_format(timezone.localtime(before), "j M Y")
    if dry_run:
        number = expired(AuditEntry, before, column="created_at", using=using).count()
        text = _("Would remove %(count)s audit entries from before %(day)s.")
    else:
        reason = _("Retention: audit entries from before %(day)s") % {"day": day}
        number = purge(AuditEntry, before, reason=reason, using=using)
        text = _("Removed %(count)s audit entries from before %(day)s.")
    return Result(
        data={"removed": 0 if dry_run else number, "old": number, "before": before},
        verdict=text % {"count": f"{number:,}", "day": day},
    )


PURGE_HISTORY = Operation(
    name="purge_history",
    title=gettext_lazy("Remove old events"),
    description=gettext_lazy(
        "Remove rows of the login history and of the shoppers' activity "
        "that are past their retention (LOGIN_HISTORY_DAYS, ACTIVITY_DAYS)."
    ),
    for_shell=gettext_lazy(
        "On PostgreSQL `partitions --detach --drop` removes whole months "
        "at almost no cost; this removes the rest. Example: manage.py "
        "purge_history --table activity --older-than 30 --dry-run"
    ),
    run=purge_history,
    options=(
        TABLE,
        Option(
            "older_than",
            label=gettext_lazy("Age in days"),
            help=gettext_lazy("Age in days (default: what the settings say)."),
            kind=days,
            metavar="DAYS",
        ),
        DRY_RUN,
    ),
)

PURGE_OPERATIONS = Operation(
    name="purge_operations",
    title=gettext_lazy("Shorten the audit log"),
    description=gettext_lazy(
        "Remove audit entries older than OPERATION_LOG_DAYS (30 days), or "
        "than the age you give, in short transactions that are noted in "
        "the audit log themselves."
    ),
    for_shell=gettext_lazy(
        "Example: manage.py purge_operations --older-than 90 --dry-run"
    ),
    run=purge_operations,
    options=(
        Option(
            "older_than",
            label=gettext_lazy("Age in days"),
            help=gettext_lazy("Age in days (default: OPERATION_LOG_DAYS, 30)."),
            kind=days,
            default=settings.OPERATION_LOG_DAYS,
            metavar="DAYS",
        ),
        DRY_RUN,
    ),
)

"""Remove events that are past their retention, row by row, on every engine."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from database.arguments import days
from database.clock import require_right_clock
from database.commands import OpsCommand, Result
from database.partitioning.tables import MonthlyTable, tables
from database.retention import expired, purge


class Command(OpsCommand):
    help = (
        "Remove rows of the login history and of the activity that are past their "
        "retention (LOGIN_HISTORY_DAYS, ACTIVITY_DAYS). On PostgreSQL `partitions "
        "--detach --drop` removes whole months for nothing; this takes the rest. "
        "Example: manage.py purge_history --table activity --older-than 30 --dry-run"
    )
    schema = "purge_history/1"

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--table", choices=list(tables), help="One table only (default: all)."
        )
        parser.add_argument(
            "--older-than",
            type=days,
            metavar="DAYS",
            help="Age in days (default: what the settings say).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Count only; remove nothing."
        )

    def run(self, **options: Any) -> Result:
        require_right_clock(options["database"])
        names = [options["table"]] if options["table"] else list(tables)
        result, texts = Result(data={"tables": []}), []
        for name in names:
            figures = self._one(name, tables[name], options)
            result.data["tables"].append(figures)
            texts.append(f"{name} {figures['old']:,}")
        text = (
            _("Would remove: %(what)s")
            if options["dry_run"]
            else _("Removed: %(what)s")
        )
        result.verdict = text % {"what": ", ".join(texts)}
        return result

    def _one(
        self, name: str, table: MonthlyTable, options: dict[str, Any]
    ) -> dict[str, Any]:
        age, using = options["older_than"], options["database"]
        before = timezone.now() - timedelta(days=age) if age else table.cutoff()
        if options["dry_run"]:
            rows = expired(table.model, before, column=table.column, using=using)
            return {"name": name, "before": before, "old": rows.count(), "removed": 0}
        day = date_format(timezone.localtime(before), "j M Y")
        reason = _("Retention: %(name)s from before %(day)s") % {
            "name": name,
            "day": day,
        }
        removed = purge(
            table.model, before, reason=reason, column=table.column, using=using
        )
        return {"name": name, "before": before, "old": removed, "removed": removed}

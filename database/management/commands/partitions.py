"""Keep tables by months: make the next ones, take old ones out, drop those."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.table import Table

from database.arguments import count
from database.clock import require_right_clock
from database.commands import Finding, OpsCommand, Result, UsageError
from database.partitioning.carrying_out import carry_out
from database.partitioning.planning import (
    Step,
    Survey,
    Verb,
    require_partitions,
    survey,
)
from database.partitioning.sql import AHEAD
from database.partitioning.tables import MonthlyTable, tables


class Command(OpsCommand):
    help = (
        "Show the tables that PostgreSQL keeps by months; --create makes the months "
        "ahead, --detach takes out those that are past their retention, --drop removes "
        "what was taken out. Run it daily. Exit code 1 when something is missing or "
        "too old. Example: manage.py partitions --create --detach --drop --dry-run"
    )
    schema = "partitions/1"

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--table", choices=list(tables), help="One table only (default: all)."
        )
        parser.add_argument("--create", action="store_true", help="Make months ahead.")
        parser.add_argument(
            "--ahead",
            type=count,
            default=AHEAD,
            help=f"How many months after this one (default: {AHEAD}).",
        )
        parser.add_argument(
            "--detach",
            action="store_true",
            help="Take months past their retention out of their table.",
        )
        parser.add_argument(
            "--drop",
            action="store_true",
            help="Remove detached months for good: only a backup has them then.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what would be done."
        )

    def run(self, **options: Any) -> Result:
        using, ahead = options["database"], options["ahead"]
        require_partitions(using)
        verbs = [verb for verb in Verb if options[verb]]
        if {Verb.DETACH, Verb.DROP} & set(verbs):
            require_right_clock(using)
        if options["dry_run"] and not verbs:
            raise UsageError(_("Say what to try: --create, --detach or --drop."))
        result = Result(data={"tables": [], "steps": []})
        for name in [options["table"]] if options["table"] else tables:
            table = tables[name]
            if options["dry_run"]:
                steps = list(survey(table, using=using).plan(verbs, ahead=ahead))
            else:
                steps = list(_take(table, verbs, ahead=ahead, using=using))
            result.data["steps"] += [_told(step) for step in steps]
            after = survey(table, using=using)
            result.data["tables"].append(_figures(name, after))
            result.findings += _findings(name, after, ahead)
        result.verdict = _verdict(len(result.data["steps"]), options["dry_run"])
        return result

    def show(self, result: Result) -> None:
        """Print a line for each month, then the steps and the findings."""
        if not self.quiet:
            self._show_months(result)
        super().show(result)

    def _show_months(self, result: Result) -> None:
        grid = Table(box=None, pad_edge=False)
        for title in (_("Table"), _("Month"), _("State")):
            grid.add_column(title)
        for title in (_("Rows, about"), _("MiB")):
            grid.add_column(title, justify="right")
        for table in result.data["tables"]:
            for part in table["partitions"]:
                state = _("attached") if part["attached"] else _("detached")
                size = f"{part['bytes'] / 2**20:.1f}"
                grid.add_row(
                    table["name"], part["month"], state, f"{part['rows']:,}", size
                )
        self.console.print(grid)
        for step in result.data["steps"]:
            self.console.print(f"{step['verb']}: {step['partition']}")


def _take(
    table: MonthlyTable, verbs: list[Verb], *, ahead: int, using: str
) -> Iterator[Step]:
    """Take the steps, looking anew for each verb: one makes work for the next."""
    for verb in verbs:
        seen = survey(table, using=using)
        for step in seen.plan([verb], ahead=ahead):
            carry_out(step, seen, using=using)
            yield step


def _told(step: Step) -> dict[str, str]:
    return {"verb": step.verb.value, "partition": step.partition}


def _figures(name: str, seen: Survey) -> dict[str, Any]:
    return {
        "name": name,
        "days_kept": seen.table.days,
        "stray_rows": sum(seen.strays.values()),
        "partitions": [
            {
                "month": str(part.month),
                "attached": part.is_attached,
                "rows": part.rows,
                "bytes": part.bytes,
            }
            for part in seen.partitions
        ],
    }


def _findings(name: str, seen: Survey, ahead: int) -> list[Finding]:
    """Say what is missing, what lies astray and what is too old."""
    found = []
    if missing := seen.missing(ahead):
        found.append(
            Finding(
                id="partitions.missing",
                severity="warning",
                object=[f"{name} {month}" for month in missing],
                message=_("%(name)s lacks months; their rows go astray.")
                % {"name": name},
                measured=len(missing),
                threshold=0,
                command="manage.py partitions --create",
            )
        )
    if seen.strays:
        found.append(
            Finding(
                id="partitions.astray",
                severity="warning",
                object=name,
                message=_("%(name)s has rows outside every month.") % {"name": name},
                measured=sum(seen.strays.values()),
                threshold=0,
                command="manage.py partitions --create",
            )
        )
    too_old = list(seen.plan([Verb.DETACH]))
    if too_old:
        found.append(
            Finding(
                id="partitions.old",
                severity="warning",
                object=[f"{name} {step.month}" for step in too_old],
                message=_("%(name)s has months past their retention.") % {"name": name},
                measured=len(too_old),
                threshold=0,
                command="manage.py partitions --detach --drop",
            )
        )
    return found


def _verdict(steps: int, is_dry: bool) -> str:
    if is_dry:
        text = ngettext(
            "Would take %(count)d step. Nothing was changed.",
            "Would take %(count)d steps. Nothing was changed.",
            steps,
        )
    else:
        text = ngettext(
            "Partitions: %(count)d step taken",
            "Partitions: %(count)d steps taken",
            steps,
        )
    return text % {"count": steps}

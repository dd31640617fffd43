"""`partitions`: make the next months, take old ones out, drop those."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.ops.arguments import count
from database.ops.clock import require_right_clock
from database.ops.command import Finding, Result, Table, UsageError
from database.ops.operation import Operation, Option, dry_run_option
from database.ops.timing import Daily
from database.retention.purging import TABLE
from database.tables.partitions import MonthlyTable, tables
from database.tables.plan import (
    Step,
    Survey,
    Verb,
    require_partitions,
    survey,
)
from database.tables.sql import AHEAD
from database.tables.steps import carry_out


def partitions(
    *,
    using: str = "default",
    table: str | None = None,
    ahead: int = AHEAD,
    dry_run: bool = False,
    **chosen: bool,
) -> Result:
    """Show the months of each table; take the steps that were chosen, or try them."""
    require_partitions(using)
    verbs = [verb for verb in Verb if chosen.get(verb)]
    if {Verb.DETACH, Verb.DROP} & set(verbs):
        require_right_clock(using)
    if dry_run and not verbs:
        raise UsageError(_("Say what to try: --create, --detach or --drop."))
    result = Result(data={"tables": [], "steps": []})
    for name in [table] if table else tables:
        kept = tables[name]
        if dry_run:
            steps = list(survey(kept, using=using).plan(verbs, ahead=ahead))
        else:
            steps = list(_take(kept, verbs, ahead=ahead, using=using))
        result.data["steps"] += [_told(step) for step in steps]
        after = survey(kept, using=using)
        result.data["tables"].append(_figures(name, after))
        result.findings += _findings(name, after, ahead)
    result.verdict = _verdict(len(result.data["steps"]), dry_run)
    result.tables = [_months(result.data["tables"]), _steps(result.data["steps"])]
    return result


def _preview(*, using: str, **options: Any) -> Result:
    """Show the months, and what the chosen steps would be."""
    wants = any(options.get(verb) for verb in Verb)
    return partitions(using=using, dry_run=wants, **options)


def _months(rows: list[dict[str, Any]]) -> Table:
    return Table(
        title=_("Months"),
        columns=[_("Table"), _("Month"), _("State"), _("Rows, about"), _("MiB")],
        rows=[
            [
                row["name"],
                part["month"],
                _("attached") if part["attached"] else _("detached"),
                part["rows"],
                round(part["bytes"] / 2**20, 1),
            ]
            for row in rows
            for part in row["partitions"]
        ],
        empty=_("none"),
    )


def _steps(steps: list[dict[str, str]]) -> Table:
    return Table(
        title=_("Steps"),
        columns=[_("What"), _("Month")],
        rows=[[step["verb"], step["partition"]] for step in steps],
        empty=_("none"),
    )


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
                message=_(
                    "%(name)s lacks months, so their rows land in the default "
                    "partition."
                )
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
                message=_("%(name)s has rows that belong to no month.")
                % {"name": name},
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
            "%(count)d step to do. Nothing was changed.",
            "%(count)d steps to do. Nothing was changed.",
            steps,
        )
    else:
        text = ngettext(
            "Partitions: %(count)d step done",
            "Partitions: %(count)d steps done",
            steps,
        )
    return text % {"count": steps}


PARTITIONS = Operation(
    name="partitions",
    title=gettext_lazy("Tables by month"),
    description=gettext_lazy(
        "Show the tables that PostgreSQL divides by month, make the months "
        "ahead, and take out those past their retention."
    ),
    for_shell=gettext_lazy(
        "--create makes the months ahead, --detach takes out those past "
        "their retention, --drop removes what was taken out. Run it daily. "
        "Exit code 1 if something is missing or too old. Example: "
        "manage.py partitions --create --detach --drop --dry-run"
    ),
    run=partitions,
    preview=_preview,
    options=(
        TABLE,
        Option(
            "create",
            label=gettext_lazy("Make months"),
            help=gettext_lazy("Create the months ahead."),
            kind=bool,
        ),
        Option(
            "ahead",
            label=gettext_lazy("Months ahead"),
            help=gettext_lazy("How many months after this one (default: 3)."),
            kind=count,
            default=AHEAD,
            metavar="N",
        ),
        Option(
            "detach",
            label=gettext_lazy("Take old months out"),
            help=gettext_lazy("Take months past their retention out of their table."),
            kind=bool,
        ),
        Option(
            "drop",
            help=gettext_lazy(
                "Remove detached months for good: after that only a backup has them."
            ),
            kind=bool,
            shell_only=True,
        ),
        dry_run_option(gettext_lazy("Show what would be done.")),
    ),
    schedule=Daily(time(2, 10)),
    scheduled_with={"create": True, "detach": True, "drop": True},
    engines=("postgresql",),
)

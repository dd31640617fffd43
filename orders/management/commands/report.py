"""Print a report."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.table import Table

from database.ops.arguments import count, day
from database.ops.command import OpsCommand, Result, UsageError
from orders.reports import Filters, Report, answer, reports
from orders.reports.files import as_csv, as_xlsx
from orders.reports.periods import Period
from orders.reports.rendering import as_people_read, as_programs_read


class Command(OpsCommand):
    help = (
        "Print a report as a table, as CSV or as JSON, or write it as a spreadsheet; "
        "without a name, list the reports. Example: manage.py report monthly_trend "
        "--from 2010-12-01 --to 2011-11-30"
    )
    schema = "report/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", nargs="?", help="Which report.")
        parser.add_argument("--from", type=day, dest="first", help="First date.")
        parser.add_argument("--to", type=day, dest="last", help="Last date, inclusive.")
        parser.add_argument("--limit", type=count, help="How many rows at most.")
        parser.add_argument("--by", default="", help="The figure that ranks the rows.")
        parser.add_argument("--csv", action="store_true", help="Print CSV.")
        parser.add_argument(
            "--xlsx", type=Path, metavar="FILE", help="Write a spreadsheet."
        )

    def run(self, **options: Any) -> Result:
        self.answer, self.as_csv = None, options["csv"]
        self.is_written = options["xlsx"] is not None
        if options["name"] is None:
            return Result(data={"reports": _catalogue()})
        report = _report(options["name"])
        _check(options, report, as_json=self.as_json)
        self.answer = answer(
            report,
            Filters(
                period=Period(options["first"], options["last"]),
                limit=options["limit"],
                by=options["by"],
                using=options["database"],
            ),
        )
        rows = as_programs_read(report, self.answer.rows)
        as_of = timezone.localtime(self.answer.as_of).isoformat(timespec="seconds")
        return Result(
            data={"rows": rows, "as_of": as_of}, verdict=self._verdict(options["xlsx"])
        )

    def _verdict(self, path: Path | None) -> str:
        """Say how many rows there are, and where they were written."""
        if self.as_csv:
            return ""
        names = {"count": len(self.answer.rows), "file": path}
        if path is None:
            return _("%(count)d rows.") % names
        try:
            path.write_bytes(as_xlsx(self.answer))
        except OSError as error:
            why = {"file": path, "why": error.strerror}
            raise UsageError(_("%(file)s cannot be written: %(why)s.") % why) from error
        return _("%(count)d rows written to %(file)s.") % names

    def show(self, result: Result) -> None:
        """Print the rows: aligned for people, or as CSV; or which reports there are."""
        if self.answer is None:
            self._show_catalogue(result.data["reports"])
        elif self.as_csv:
            self.stdout.write(as_csv(self.answer), ending="")
        elif not self.is_written:
            self._show_rows()

    def _show_rows(self) -> None:
        report = self.answer.report
        table = Table(box=None, title=str(report.title), title_justify="left")
        for column in report.columns:
            justify = "right" if column.kind.is_number else "left"
            table.add_column(str(column.label), justify=justify)
        for row in self.answer.rows:
            table.add_row(
                *(as_people_read(c.kind, row[c.name]) for c in report.columns)
            )
        self.console.print(table)

    def _show_catalogue(self, catalogue: list[dict[str, Any]]) -> None:
        table = Table(box=None)
        for heading in (_("Report"), _("Ranked by"), _("What it shows")):
            table.add_column(heading)
        for entry in catalogue:
            rankings = ", ".join(entry["rankings"])
            table.add_row(entry["name"], rankings, entry["description"])
        self.console.print(table)


def _catalogue() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": str(report.title),
            "description": str(report.description),
            "rankings": report.rankings,
            "columns": [column.name for column in report.columns],
        }
        for name, report in reports.items()
    ]


def _report(name: str) -> Report:
    if name not in reports:
        raise UsageError(
            _("There is no report %(name)r. Known: %(known)s.")
            % {"name": name, "known": ", ".join(reports)}
        )
    return reports[name]


def _check(options: dict[str, Any], report: Report, *, as_json: bool) -> None:
    """Raise UsageError for options that contradict each other."""
    first, last, by = options["first"], options["last"], options["by"]
    if first and last and first > last:
        raise UsageError(_("--from is later than --to."))
    if sum((as_json, options["csv"], options["xlsx"] is not None)) > 1:
        raise UsageError(_("Choose one of --csv, --xlsx and --json."))
    if by and by not in report.rankings:
        known = ", ".join(report.rankings) or _("nothing else")
        raise UsageError(
            _("This report is not ranked by %(by)r. Known: %(known)s.")
            % {"by": by, "known": known}
        )

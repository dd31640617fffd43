"""Load the orders of another system from a file."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rich.table import Table

from database import progress
from database.arguments import day
from database.commands import Finding, OpsCommand, Result, Unavailable, UsageError
from database.errors import KontorError
from database.transactions import Trouble, classify
from orders.errors import ImportStopped, UnreadableFile
from orders.services.importing import (
    BAD_ROW,
    DIFFERS,
    INCOMPLETE,
    REASONS,
    Cut,
    Outcome,
    Track,
    import_orders,
    untracked,
    write_report,
)

DAYS = {
    "year": "2010-12-31",
    "day": "31/12/2010",
    "month": "12/31/2010",
    "": gettext_lazy("5 Dec 2010 only"),
}
AWAY = {Trouble.OPERATIONAL, Trouble.LOST, Trouble.FULL}
MEND = gettext_lazy(
    "Mend these rows and run again: their invoices are then imported whole. "
    "--report FILE names every row."
)
NAME_THEM = gettext_lazy("Run again with --report FILE, which names every row.")
FIXES = {
    BAD_ROW: MEND,
    INCOMPLETE: MEND,
    DIFFERS: gettext_lazy(
        "Nothing of them was changed. Compare them with the file; import what is "
        "missing as an invoice with a number of its own, such as X2001-2."
    ),
}


class Command(OpsCommand):
    help = (
        "Import the sales of a file as delivered orders that move no stock; with "
        "--credit-notes its cancellations, too. Other rows are set aside, counted and "
        "listed with --report. An invoice with a row that cannot be read is set aside "
        "whole. Running again changes nothing. Example: manage.py "
        "import_orders online_retail.csv.gz --to 2010-12-31 --report aside.csv"
    )
    schema = "import_orders/1"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="CSV file, plain or gzip.")
        parser.add_argument(
            "--format", choices=["online-retail"], default="online-retail"
        )
        parser.add_argument("--from", type=day, dest="first", help="First date.")
        parser.add_argument("--to", type=day, dest="last", help="Last date, inclusive.")
        parser.add_argument(
            "--currency",
            default=settings.CURRENCY,
            type=str.upper,
            help="The currency of the file; it has to be the shop's.",
        )
        parser.add_argument(
            "--credit-notes",
            action="store_true",
            help="Make credit notes of the cancellations. They name no order.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Count the same, write nothing."
        )
        parser.add_argument(
            "--report", type=Path, help="Write a CSV with every row set aside."
        )

    def run(self, **options: Any) -> Result:
        self._check(options)
        try:
            outcome = import_orders(
                path=options["file"],
                cut=Cut(options["first"], options["last"]),
                currency=options["currency"],
                credit_notes=options["credit_notes"],
                dry_run=options["dry_run"],
                track=self._track(),
            )
        except UnreadableFile as error:
            raise UsageError(str(error)) from None
        except ImportStopped as error:
            raise _explained(error) from error
        if options["report"]:
            write_report(options["report"], outcome.set_aside)
        return Result(
            data=_data(outcome),
            findings=_findings(outcome),
            verdict=_verdict(outcome, dry_run=options["dry_run"]),
        )

    def _check(self, options: dict[str, Any]) -> None:
        """Raise UsageError for what can be known before the file is read."""
        first, last, report = options["first"], options["last"], options["report"]
        if options["database"] != "default":
            raise UsageError(_("Orders are imported into the default database only."))
        if first and last and first > last:
            raise UsageError(_("--from is later than --to."))
        if options["currency"] != settings.CURRENCY:
            raise UsageError(
                _("The shop keeps its books in %(shop)s, so it cannot take %(file)s.")
                % {"shop": settings.CURRENCY, "file": options["currency"]}
            )
        if report and (report.is_dir() or not report.parent.is_dir()):
            raise UsageError(_("%(file)s cannot be written.") % {"file": report})

    def _track(self) -> Track:
        # On the error stream, so that standard output holds the result alone.
        if self.quiet:
            return untracked
        return partial(progress.track, stream=self.stderr._out)

    def show(self, result: Result) -> None:
        """Print what was made and what was set aside, aligned, and the findings."""
        data = result.data
        self.console.print(_read_as(data["read_as"]), markup=False)
        table = Table(box=None, show_header=False)
        table.add_column(justify="right")
        table.add_column()
        for name in ("orders", "lines", "products", "customers"):
            table.add_row(f"{data[f'{name}_created']:,}", f"{name} created")
        table.add_row(f"{data['orders_known']:,}", "orders known already")
        if data["credit_notes_created"] or data["credit_notes_known"]:
            self._show_credit_notes(table, data)
        for reason, count in data["skipped"].items():
            table.add_row(f"{count:,}", f"rows set aside: {reason}")
        for country, count in data["countries_without_code"].items():
            table.add_row(f"{count:,}", f"orders without a country: {country!r}")
        self.console.print(table)
        super().show(result)

    def _show_credit_notes(self, table: Table, data: dict[str, Any]) -> None:
        credited = f"credit notes created, {data['credited']} {settings.CURRENCY}"
        table.add_row(f"{data['credit_notes_created']:,}", credited)
        table.add_row(f"{data['credit_lines_created']:,}", "lines of credit notes")
        table.add_row(f"{data['credit_notes_known']:,}", "credit notes known already")


def _data(outcome: Outcome) -> dict[str, Any]:
    return {
        "read_as": {
            "separator": outcome.form.separator,
            "decimal_sign": outcome.form.decimal_sign,
            "days": outcome.form.days,
        },
        "rows": outcome.rows,
        "orders_created": outcome.orders_created,
        "lines_created": outcome.lines_created,
        "products_created": outcome.products_created,
        "customers_created": outcome.customers_created,
        "orders_known": outcome.orders_known,
        "credit_notes_created": outcome.credit_notes_created,
        "credit_lines_created": outcome.credit_lines_created,
        "credit_notes_known": outcome.credit_notes_known,
        "credited": str(outcome.credited),
        "skipped": outcome.skipped,
        "countries_without_code": dict(sorted(outcome.no_country_code.items())),
    }


def _read_as(form: dict[str, str]) -> str:
    """Return what was decided for the whole file, as a sentence."""
    written = _(
        "Read with %(separator)s between cells, prices like %(price)s, "
        "days like %(day)s."
    )
    return written % {
        "separator": "tab" if form["separator"] == "\t" else form["separator"],
        "price": f"1234{form['decimal_sign']}56",
        "day": DAYS[form["days"]],
    }


def _explained(error: ImportStopped) -> KontorError:
    """Return what the command ends with: what was saved, and what went wrong then."""
    trouble = classify(error.__cause__)
    kind = Unavailable if trouble in AWAY else KontorError
    return kind(f"{error} ({str(error.__cause__).strip()})")


def _findings(outcome: Outcome) -> list[Finding]:
    """Return a finding for each reason that somebody should look into."""
    return [
        Finding(
            id=f"import_orders.{reason}",
            severity="warning",
            object=_named(outcome, reason)[:20],
            message=ngettext(
                "%(count)d row was set aside: %(reason)s.",
                "%(count)d rows were set aside: %(reason)s.",
                count,
            )
            % {"count": count, "reason": reason},
            measured=count,
            threshold=0,
            fix=str(FIXES.get(reason, NAME_THEM)),
        )
        for reason, count in outcome.skipped.items()
        if reason not in REASONS
    ]


def _named(outcome: Outcome, reason: str) -> list[str]:
    """Return a sentence for each bad row, and one for each invoice set aside whole."""
    rows = [row for row in outcome.set_aside if row.reason == reason]
    if reason != BAD_ROW:
        return list(dict.fromkeys(row.detail for row in rows))
    return [
        _("line %(line)d: %(why)s") % {"line": row.line, "why": row.detail}
        for row in rows
    ]


def _verdict(outcome: Outcome, *, dry_run: bool) -> str:
    counts = {"orders": outcome.orders_created, "rows": outcome.rows}
    if dry_run:
        return _("Dry run: %(orders)d orders of %(rows)d rows, none written.") % counts
    return _("Imported %(orders)d orders of %(rows)d rows.") % counts

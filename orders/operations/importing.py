"""Load the orders of another system from a file."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from database.errors import KontorError
from database.ops.arguments import day
from database.ops.command import Finding, Result, Unavailable, UsageError
from database.ops.operation import Operation, Option
from database.ops.progress import track
from database.transactions import Trouble, classify
from orders.errors import ImportStopped, UnreadableFile
from orders.importing import (
    BAD_ROW,
    DIFFERS,
    INCOMPLETE,
    REASONS,
    Cut,
    Outcome,
    import_orders,
    write_report,
)

AWAY = {Trouble.OPERATIONAL, Trouble.LOST, Trouble.FULL}
MEND = gettext_lazy(
    "Correct these rows and run it again: their invoices are then imported "
    "completely. --report FILE lists every row."
)
NAME_THEM = gettext_lazy("Run it again with --report FILE, which lists every row.")
FIXES = {
    BAD_ROW: MEND,
    INCOMPLETE: MEND,
    DIFFERS: gettext_lazy(
        "They were not changed. Compare them with the file, and import what is "
        "missing as an invoice with a number of its own, such as X2001-2."
    ),
}


def run(
    *,
    using: str,
    file: Path,
    first: date | None = None,
    last: date | None = None,
    currency: str,
    credit_notes: bool = False,
    dry_run: bool = False,
    report: Path | None = None,
    **options: Any,
) -> Result:
    """Import a file; with `dry_run` count the same and write nothing."""
    _check(using, first, last, currency, report)
    try:
        outcome = import_orders(
            path=file,
            cut=Cut(first, last),
            currency=currency,
            credit_notes=credit_notes,
            dry_run=dry_run,
            track=track,
        )
    except UnreadableFile as error:
        raise UsageError(str(error)) from None
    except ImportStopped as error:
        raise _explained(error) from error
    if report:
        write_report(report, outcome.set_aside)
    return Result(
        data=_data(outcome),
        findings=_findings(outcome),
        verdict=_verdict(outcome, dry_run=dry_run),
    )


def _check(
    using: str,
    first: date | None,
    last: date | None,
    currency: str,
    report: Path | None,
) -> None:
    """Raise UsageError for what can be known before the file is read."""
    if using != "default":
        raise UsageError(_("Orders are imported into the default database only."))
    if first and last and first > last:
        raise UsageError(_("--from is later than --to."))
    if currency != settings.CURRENCY:
        raise UsageError(
            _("The shop keeps its books in %(shop)s, so it cannot take %(file)s.")
            % {"shop": settings.CURRENCY, "file": currency}
        )
    if report and (report.is_dir() or not report.parent.is_dir()):
        raise UsageError(_("%(file)s cannot be written.") % {"file": report})


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


def _explained(error: ImportStopped) -> KontorError:
    """Return what the command ends with: what was saved, and what went wrong then."""
    trouble = classify(error.__cause__ or error)
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


IMPORT_ORDERS = Operation(
    name="import_orders",
    title=gettext_lazy("Import orders"),
    description=gettext_lazy(
        "Import the sales in a file as delivered orders, without changing "
        "the stock. Rows that are not sales are set aside and counted. An "
        "invoice with a row that cannot be read is set aside as a whole. "
        "Importing a file again changes nothing."
    ),
    for_shell=gettext_lazy(
        "With --credit-notes its cancellations are imported too; --report "
        "lists every row set aside. Example: manage.py import_orders "
        "online_retail.csv.gz --to 2010-12-31 --report aside.csv"
    ),
    run=run,
    options=(
        Option(
            "file",
            help=gettext_lazy("CSV file, plain or gzip."),
            kind=Path,
            positional=True,
        ),
        Option(
            "format",
            help=gettext_lazy("How the file is laid out."),
            default="online-retail",
            choices=("online-retail",),
        ),
        Option("first", help=gettext_lazy("First date."), kind=day, typed_as="from"),
        Option(
            "last",
            help=gettext_lazy("Last date, inclusive."),
            kind=day,
            typed_as="to",
        ),
        Option(
            "currency",
            help=gettext_lazy("The currency of the file. It must be the shop's."),
            kind=str.upper,
            default=settings.CURRENCY,
        ),
        Option(
            "credit_notes",
            help=gettext_lazy(
                "Turn the cancellations into credit notes. They refer to no order."
            ),
            kind=bool,
        ),
        Option(
            "dry_run",
            help=gettext_lazy("Count the same, write nothing."),
            kind=bool,
        ),
        Option(
            "report",
            help=gettext_lazy("Write a CSV with every row set aside."),
            kind=Path,
        ),
    ),
    long=True,
    shell_only=gettext_lazy(
        "It reads a file on the machine it runs on, so it is started in a shell."
    ),
)

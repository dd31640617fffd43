"""`tidy`: every table that only grows, brought back to the time that it is kept."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.audit.log import log_operation
from database.ops.clock import require_right_clock
from database.ops.command import Finding, Result, Table, UsageError
from database.ops.operation import Operation, Option, dry_run_option, observing
from database.ops.timing import Daily
from database.retention.periods import Period, clear, periods, purge

# Nightly work that was left out for so long is a finding.
OVERDUE = timedelta(days=3)
MOST_COUNTED = 10_000  # rows of a table that a page counts


def tidy(
    *,
    using: str = "default",
    only: str = "",
    dry_run: bool = False,
    exact: bool = True,
) -> Result:
    """Take away what is past its time, batch by batch; with `dry_run` count it.

    Raises Refused if this machine's clock or the database's is wrong.
    """
    if using != "default":
        raise UsageError(_("Only the database 'default' can be tidied."))
    require_right_clock(using)
    chosen = [(name, p) for name, p in periods.items() if name == only or not only]
    if not dry_run:
        rows = [_remove(name, period, using) for name, period in chosen]
        _log(rows)
        found = []
    else:
        # A page has five seconds; who counts exactly takes the time that it takes.
        with nullcontext() if exact else observing("tidy", using=using):
            rows = [_count(name, period, exact=exact) for name, period in chosen]
            found = list(_overdue(chosen))
    total = sum(row["old"] for row in rows)
    text = (
        _("%(count)s rows are past their retention. Nothing was changed.")
        if dry_run
        else _("Removed or emptied %(count)s rows.")
    )
    return Result(
        data={"tables": rows, "removed": 0 if dry_run else total, "dry_run": dry_run},
        findings=found,
        verdict=text % {"count": f"{total:,}"},
        tables=[_table(rows)],
    )


def table_name(text: str) -> str:
    """Return the name of a table that is tidied; none for all of them."""
    if text and text not in periods:
        raise ArgumentTypeError(
            _("%(text)r is not one of: %(known)s.")
            % {"text": text[:40], "known": ", ".join(periods)}
        )
    return text


def _count(name: str, period: Period, *, exact: bool) -> dict[str, Any]:
    before = period.cutoff()
    rows = period.rows(before).order_by()
    old = rows.count() if exact else rows[: MOST_COUNTED + 1].count()
    is_more = not exact and old > MOST_COUNTED
    return _row(name, period, old=min(old, MOST_COUNTED) if is_more else old) | {
        "more": is_more
    }


def _remove(name: str, period: Period, using: str) -> dict[str, Any]:
    before = period.cutoff()
    if period.append_only:
        day = date_format(timezone.localtime(before), "j M Y")
        names = {"table": period.title, "day": day}
        reason = _("Retention: %(table)s from before %(day)s") % names
        model = period.rows(before).model
        old = purge(model, before, reason=reason, column=period.column, using=using)
    else:
        old = sum(clear(period, before))
    return _row(name, period, old=old) | {"more": False}


def _row(name: str, period: Period, *, old: int) -> dict[str, Any]:
    return {
        "name": name,
        "title": str(period.title),
        "days": period.days,
        "setting": period.setting,
        "old": old,
    }


def _overdue(chosen: list[tuple[str, Period]]) -> Iterator[Finding]:
    """Say that nobody tidies, where rows are past their time by days."""
    late = [
        name
        for name, period in chosen
        if period.rows(period.cutoff() - OVERDUE).order_by().exists()
    ]
    if late:
        yield Finding(
            id="tidy.overdue",
            severity="warning",
            object=late,
            message=_("Rows should have been tidied away days ago: %(tables)s.")
            % {"tables": ", ".join(late)},
            measured=len(late),
            threshold=0,
            fix=_("Run it every night; the manual shows how."),
            command="manage.py tidy",
        )


def _log(rows: list[dict[str, Any]]) -> None:
    """Leave a row in the audit log where something was taken away."""
    gone = {row["name"]: row["old"] for row in rows if row["old"]}
    if gone:
        told = ", ".join(f"{name} {count:,}" for name, count in gone.items())
        log_operation("tidy", _("Tidied: %(what)s") % {"what": told}, **gone)


def _table(rows: list[dict[str, Any]]) -> Table:
    return Table(
        title=_("How long things are kept"),
        columns=[_("Table"), _("Days kept"), _("Setting"), _("Past their retention")],
        rows=[
            [
                row["title"],
                row["days"],
                row["setting"],
                f"> {row['old']:,}" if row["more"] else row["old"],
            ]
            for row in rows
        ],
    )


def _preview(*, using: str, **options: Any) -> Result:
    """Count what a page has the time for."""
    return tidy(using=using, dry_run=True, exact=False)


TIDY = Operation(
    name="tidy",
    title=gettext_lazy("Tidying"),
    description=gettext_lazy(
        "Remove what is past its retention: sessions, delivered messages, "
        "old versions, logins and more. Run it every night."
    ),
    for_shell=gettext_lazy("Example: manage.py tidy --dry-run"),
    run=tidy,
    preview=_preview,
    options=(
        Option(
            "only",
            help=gettext_lazy(
                "One table only, by its name in the JSON (default: all)."
            ),
            kind=table_name,
            default="",
            metavar="TABLE",
            shell_only=True,
        ),
        dry_run_option(gettext_lazy("Count only; change nothing.")),
    ),
    schedule=Daily(time(2, 30)),
)

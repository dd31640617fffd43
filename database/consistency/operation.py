"""The operation `check_consistency`, as the registry knows it."""

from datetime import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from database.consistency.faults import reported_to
from database.consistency.runner import run_checks
from database.ops.command import Result
from database.ops.operation import Operation, Option
from database.ops.progress import tell
from database.ops.timing import Daily


def check_consistency(
    *,
    using: str = "default",
    tags: list[str] | None = None,
    checks: list[str] | None = None,
    report: Path | None = None,
    **options: Any,
) -> Result:
    """Run the checks, and tell where they are. Raises UsageError."""
    at = -1

    def on_check(name: str, total: int) -> None:
        nonlocal at
        at += 1
        tell(name, at, total)

    with reported_to(report) as faults:
        return run_checks(
            tags=tags or [],
            ids=checks or [],
            using=using,
            on_check=on_check,
            report=faults,
            **options,
        )


CHECK_CONSISTENCY = Operation(
    name="check_consistency",
    title=_("Data checks"),
    description=_(
        "Check that the shop's data agree: stock with its movements, "
        "orders with their lines and payments, and much more."
    ),
    for_shell=_(
        "Exit code 1 if something is wrong. Example: manage.py "
        "check_consistency --tag stock --fix --dry-run"
    ),
    run=check_consistency,
    options=(
        Option(
            "tags",
            label=_("Tags"),
            help=_("Run only checks with this tag; can be given several times."),
            typed_as="tag",
            many=True,
            default=(),
            metavar="TAG",
        ),
        Option(
            "checks",
            label=_("Checks"),
            help=_("Run only the check with this id; can be given several times."),
            typed_as="check",
            many=True,
            default=(),
            metavar="ID",
        ),
        # A repair is shown row by row before it is made, on a page of its own.
        Option(
            "fix",
            help=_("Repair what can be repaired safely."),
            kind=bool,
            shell_only=True,
        ),
        Option(
            "dry_run",
            help=_("Change nothing; show what --fix would repair."),
            kind=bool,
            shell_only=True,
        ),
        Option(
            "report",
            help=_(
                "Write every faulty row to a CSV file; findings list only the first 20."
            ),
            kind=Path,
            metavar="FILE",
            shell_only=True,
        ),
    ),
    long=True,
    schedule=Daily(time(4, 0)),
    seen_by="database.view_checks",
    run_by="database.run_checks",
)

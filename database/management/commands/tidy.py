"""Bring the tables that only grow back to the time that their rows are kept."""

from typing import Any

from database.commands import OpsCommand, Result
from database.monitoring.commands import OperationCommand
from database.tidying import table_name, tidy


class Command(OperationCommand):
    """Does what its name says; the page of the operation looks, and has a button."""

    operation = "tidy"

    def add_arguments(self, parser: Any) -> None:
        OpsCommand.add_arguments(self, parser)
        parser.add_argument(
            "--only",
            type=table_name,
            default="",
            metavar="TABLE",
            help="One table only (default: all).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Count; change nothing."
        )

    def run(self, **options: Any) -> Result:
        return tidy(
            using=options["database"],
            only=options["only"],
            remove=not options["dry_run"],
            exact=True,
        )

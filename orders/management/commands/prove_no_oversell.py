"""Prove by a race that nothing is sold twice."""

from typing import Any

from django.utils.translation import gettext as _
from rich.table import Table

from database.ops.command import Result
from database.runs.command import OperationCommand

COLUMNS = (
    "orders",
    "sold",
    "refused",
    "busy",
    "errors",
    "deadlocks",
    "left",
)


class Command(OperationCommand):
    operation = "prove_no_oversell"

    def show(self, result: Result) -> None:
        """Print a line for each round, and what is wrong."""
        if not self.quiet:
            self._show_rounds(result.data["rounds"])
        super().show(result)

    def _show_rounds(self, rounds: list[dict[str, Any]]) -> None:
        table = Table(box=None)
        for name in ("round", *COLUMNS, "ledger", "seconds"):
            table.add_column(name, justify="right")
        for number, round_ in enumerate(rounds, start=1):
            ledger = _("agrees") if round_["ledger_ok"] else _("WRONG")
            figures = [f"{round_[name]:,}" for name in COLUMNS]
            table.add_row(str(number), *figures, ledger, f"{round_['seconds']:.2f}")
        self.console.print(table)

"""Keep tables by months: make the next ones, take old ones out, drop those."""

from database.ops.command import Result
from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "partitions"

    def show(self, result: Result) -> None:
        """Print a line for each month, then the steps and the findings."""
        months, _steps = result.tables
        super().show(Result(findings=result.findings, tables=[months]))
        if not self.quiet:
            for step in result.data["steps"]:
                self.console.print(f"{step['verb']}: {step['partition']}")

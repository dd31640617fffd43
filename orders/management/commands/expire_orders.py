"""Cancel orders that are paid before delivery and were not."""

from database.ops.command import Result
from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "expire_orders"

    def show(self, result: Result) -> None:
        """Print the first numbers, for people who look before they leap."""
        for (number,) in result.tables[0].rows:
            self.console.print(number)

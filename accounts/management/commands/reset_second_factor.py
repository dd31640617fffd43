"""Help somebody who lost phone and backup codes."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "reset_second_factor"

"""Report the machine beside the database."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "system_report"

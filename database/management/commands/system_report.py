"""Report the machine beside the database."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "system_report"

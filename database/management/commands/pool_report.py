"""Report the connections of every process of the shop."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "pool_report"

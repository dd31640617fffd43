"""Report the connections of every process of the shop."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "pool_report"

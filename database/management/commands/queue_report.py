"""Report what waits in the queue's lanes, and who delivers it."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "queue_report"

"""Report what waits in the queue's lanes, and who delivers it."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "queue_report"

"""Put old cancelled orders out of the way of everyday lists."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "archive_orders"

"""Remove events that are past their retention, row by row, on every engine."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "purge_history"

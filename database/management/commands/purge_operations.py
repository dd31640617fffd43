"""Remove old rows of the audit log."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "purge_operations"

"""Show what runs by itself, and what did not."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "schedules"

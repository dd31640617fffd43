"""Say where exactly the way to the database ends."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "diagnose"

"""Say where exactly the way to the database ends."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "diagnose"

"""Remove baskets that nobody touched for long."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "purge_baskets"

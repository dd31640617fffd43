"""Show what the environment decided."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "show_config"

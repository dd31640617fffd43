"""Show what the environment decided."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "show_config"

"""Report the replicas, and prove that nobody reads what is stale."""

from database.monitoring.commands import OperationCommand


class Command(OperationCommand):
    operation = "replica_report"

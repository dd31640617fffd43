"""Report the replicas, and prove that nobody reads what is stale."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "replica_report"

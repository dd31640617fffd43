"""Deliver queued messages, once or for ever."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "deliver_outbox"

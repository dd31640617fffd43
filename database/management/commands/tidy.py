"""Bring the tables that only grow back to the time that their rows are kept."""

from database.runs.command import OperationCommand


class Command(OperationCommand):
    operation = "tidy"

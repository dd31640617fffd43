"""The back office of the ground floor."""

from database.admin import checks, operations, queue

__all__ = ["checks", "operations", "queue"]

"""The back office of the ground floor."""

from database.admin import brakes, checks, operations, queue

__all__ = ["brakes", "checks", "operations", "queue"]

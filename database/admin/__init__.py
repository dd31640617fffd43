"""The back office of the ground floor."""

from database.admin import audit_log, brakes, queue, runs, schedules

__all__ = ["audit_log", "brakes", "queue", "runs", "schedules"]

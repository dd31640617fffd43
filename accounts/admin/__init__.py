"""The back office of the accounts."""

from accounts.admin import groups, logins, panels, users

__all__ = ["groups", "logins", "panels", "users"]

"""The back office of the accounts."""

from accounts.admin import groups, logins, mails, panels, users

__all__ = ["groups", "logins", "mails", "panels", "users"]

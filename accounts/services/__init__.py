"""What can be done to people, their logins and their addresses."""

from accounts.services.customers import add_customers
from accounts.services.disowning import disown_login
from accounts.services.lockout import lock_user, unlock_user
from accounts.services.passwords import replace_password
from accounts.services.profiles import (
    confirm_email,
    keep_email_address,
    remove_address,
    save_address,
    update_profile,
    verify_user,
)
from accounts.services.sessions import end_session, end_sessions

__all__ = [
    "add_customers",
    "confirm_email",
    "disown_login",
    "end_session",
    "end_sessions",
    "keep_email_address",
    "lock_user",
    "remove_address",
    "replace_password",
    "save_address",
    "unlock_user",
    "update_profile",
    "verify_user",
]

"""A customer's own pages."""

from accounts.views.confirming import ConfirmEmail
from accounts.views.profile import (
    address_delete,
    address_form,
    addresses,
    overview,
    profile,
)
from accounts.views.recent import (
    ask_again,
    recent_login_required,
    require_recent_login,
)
from accounts.views.security import (
    email_remove,
    logins,
    not_me,
    security,
    session_end,
    sessions,
    sessions_end_others,
)

__all__ = [
    "ConfirmEmail",
    "address_delete",
    "address_form",
    "addresses",
    "ask_again",
    "email_remove",
    "logins",
    "not_me",
    "overview",
    "profile",
    "recent_login_required",
    "require_recent_login",
    "security",
    "session_end",
    "sessions",
    "sessions_end_others",
]

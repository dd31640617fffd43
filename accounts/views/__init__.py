"""A customer's own pages."""

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
    logins,
    not_me,
    security,
    session_end,
    sessions,
    sessions_end_others,
)

__all__ = [
    "address_delete",
    "address_form",
    "addresses",
    "ask_again",
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

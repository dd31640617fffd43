"""What follows a login and a new password, by whatever door they came."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.middleware import SEEN_AT
from accounts.models import User
from accounts.requests.client import visit_of
from accounts.services import end_sessions
from accounts.services.logging_in import record_login


def record_arrival(*, request: HttpRequest, user: User, **signal: Any) -> None:
    """Write the login into the history, and let it last a day. Django sends this."""
    request.session[SEEN_AT] = int(time.time())
    request.session.set_expiry(settings.LOGIN_AGE)
    record_login(user=user, visit=visit_of(request))


def end_other_sessions(*, request: HttpRequest, user: User, **signal: Any) -> None:
    """Sign everybody else out after a new password. django-allauth sends this."""
    mine = request.session.session_key if request.user == user else None
    end_sessions(user_id=user.pk, but=mine)

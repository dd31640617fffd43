"""When somebody last proved who they are."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

# In the session: the address that was confirmed just now.
SIGN_IN_AS = "sign_in_as"


def proved_recently(request: HttpRequest) -> bool:
    """Tell whether they signed in, or said again who they are, within five minutes.

    django-allauth counts the second alone, and asked for the password again a minute
    after it was entered. The records are those of the session's own user, written by
    each step of a login; the last one counts.
    """
    records = get_authentication_records(request, request.user)
    is_in = request.user.is_authenticated and bool(records)
    return (
        is_in
        and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
    )

"""Who acts in a request, how long a login lasts, and who needs a second factor."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests.client import client_address, comes_from_proxy, visit_of
from accounts.services.sessions import note_activity
from database.context import acting_as

GetResponse = Callable[[HttpRequest], HttpResponse]

SEEN_AT = "seen_at"
PROTO = "HTTP_X_FORWARDED_PROTO"


class ForwardedByProxies:
    """Believe what is forwarded where a proxy of ours forwards it, else forget it.

    Django takes X-Forwarded-Proto from anybody: a visitor on plain http would count as
    one on https. Addresses are judged by `client_address`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if PROTO in request.META and not comes_from_proxy(request):
            del request.META[PROTO]
        return self.get_response(request)


class ActingUser:
    """Name the logged-in user in audit columns and ledgers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user_id = request.user.pk if _has_session(request) else None
        label = "" if user_id else "guest"
        with acting_as(user_id=user_id, label=label, address=client_address(request)):
            return self.get_response(request)


class SlidingLogin:
    """Let a login last as long as it is used: 24 hours from the last request.

    Written down every few minutes only, so that pages read without a write.
    """

    EVERY = 300  # seconds

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_session(request) and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SEEN_AT, 0) >= self.EVERY:
                request.session[SEEN_AT] = now
                request.session.set_expiry(settings.LOGIN_AGE)
                note_activity(
                    session_key=str(request.session.session_key),
                    visit=visit_of(request),
                )
        return self.get_response(request)


class StaffNeedSecondFactor:
    """Send staff without a second factor to its set-up, where the shop demands one.

    From every page, not from the back office alone: their rights hold everywhere.
    """

    # What the set-up itself needs.
    OPEN = ("/account/2fa/", "/account/reauthenticate/", "/account/logout/", "/static/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._has_to_set_up(request):
            text = _("Staff sign in with a second factor. Set one up to go on.")
            messages.warning(request, text)
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _has_to_set_up(self, request: HttpRequest) -> bool:
        return (
            settings.STAFF_MFA_REQUIRED
            and _has_session(request)
            and request.user.is_authenticated
            and request.user.is_staff
            and not request.path.startswith(self.OPEN)
            and not is_mfa_enabled(request.user)
        )


def _has_session(request: HttpRequest) -> bool:
    """Tell whether reading the user, which costs a query, may find one."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES

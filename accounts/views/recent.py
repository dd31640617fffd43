"""Asking again who it is, before what is hard to take back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from accounts.hooks.proof import proved_recently

View = Callable[..., HttpResponse]


def _always(request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
    return True


def require_recent_login(request: HttpRequest) -> None:
    """Ask for the password or a code again, unless that was within five minutes.

    Raises ReauthenticationRequired, which allauth's middleware answers with the page
    that asks. What was posted is kept meanwhile and goes on after the answer.
    """
    if not proved_recently(request):
        raise ReauthenticationRequired


def recent_login_required(
    when: Callable[..., bool] = _always,
) -> Callable[[View], View]:
    """Guard a view by `require_recent_login`.

    `when(request, …)` decides, with the arguments of the view: a refund only over a
    limit, say. Below `login_required`, or the admin's own check, which send guests to
    the login.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if when(request, *args, **kwargs):
                require_recent_login(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks who it is, or None if that was answered just now.

    What was posted is dropped: the decorator keeps it in the session, which is a row
    that no password belongs into.
    """
    if proved_recently(request):
        return None
    method = get_adapter().get_reauthentication_methods(request.user)[0]
    return HttpResponseRedirect(f"{method['url']}?{urlencode({'next': request.path})}")

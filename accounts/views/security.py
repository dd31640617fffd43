"""How an account is protected: its devices, its logins, and what to do about them."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import LoginHistory
from accounts.requests.client import SignedInRequest
from accounts.services import disown_login, end_session, end_sessions
from accounts.services.disowning import read_token
from accounts.services.sessions import living_sessions
from accounts.views.asking import ask_first

FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_LOGINS = 50


@login_required
@require_safe
@never_cache
def security(request: SignedInRequest) -> HttpResponse:
    """Show how the account is protected, with the ways to change it."""
    owned: dict[str, list[Authenticator]] = {}
    for row in Authenticator.objects.filter(user=request.user).order_by("pk"):
        owned.setdefault(row.type, []).append(row)
    backup = next(iter(owned.get(Authenticator.Type.RECOVERY_CODES, [])), None)
    context = {
        "totp": next(iter(owned.get(Authenticator.Type.TOTP, [])), None),
        "passkeys": owned.get(Authenticator.Type.WEBAUTHN, []),
        "backup": backup,
        "codes_left": len(backup.wrap().get_unused_codes()) if backup else 0,
        "session_count": len(living_sessions(request.user.pk)),
    }
    return render(request, "accounts/security.html", context)


@login_required
@require_safe
@never_cache
def sessions(request: SignedInRequest) -> HttpResponse:
    """List the devices on which the account is open."""
    found = living_sessions(request.user.pk)
    context = {
        "here": [row for row in found if _is_this(request, row.session_key)],
        "others": [row for row in found if not _is_this(request, row.session_key)],
    }
    return render(request, "accounts/sessions.html", context)


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one of the customer's own devices out, once they said so twice."""
    if request.method != "POST":
        return _ask_to_end(request, pk)
    if not end_session(user_id=request.user.pk, session_id=pk):
        raise Http404("No device of this customer.")
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:sessions")


@login_required
@require_http_methods(FORM_METHODS)
@never_cache
def sessions_end_others(request: SignedInRequest) -> HttpResponse:
    """Sign all devices out but this one, once the customer said so twice."""
    if request.method != "POST":
        return ask_first(
            request,
            heading=_("Sign out all other devices?"),
            text=_("To use the account there again, you need your password."),
            yes=_("Sign them out"),
            back=reverse("accounts:sessions"),
        )
    ended = end_sessions(user_id=request.user.pk, but=request.session.session_key)
    text = ngettext(
        "%d other device is signed out.", "%d other devices are signed out.", ended
    )
    messages.success(request, text % ended)
    return redirect("accounts:sessions")


@login_required
@require_safe
@never_cache
def email_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask before an e-mail address goes; the page that lists them takes the answer."""
    own = get_object_or_404(EmailAddress, pk=pk, user=request.user)
    if not get_adapter().can_delete_email(own):
        return redirect("account_email")
    return ask_first(
        request,
        heading=_("Remove %(email)s?") % {"email": own.email},
        text=_(
            "You can no longer sign in with it. To use it again, add it and confirm "
            "it again."
        ),
        yes=_("Remove the address"),
        back=reverse("account_email"),
        action=reverse("account_email"),
        fields={"email": own.email, "action_remove": "1"},
    )


@login_required
@require_safe
@never_cache
def logins(request: SignedInRequest) -> HttpResponse:
    """Show the latest tries to log in, the refused ones too."""
    rows = LoginHistory.objects.filter(user=request.user)[:MOST_LOGINS]
    context = {"logins": rows, "most": MOST_LOGINS}
    return render(request, "accounts/logins.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of a mail about a login say that it was a stranger's."""
    found = read_token(token)
    if found is None:
        return render(request, "accounts/not_me_used.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/not_me.html", {"login": found[0]})
    try:
        user = disown_login(token=token)
    except LoginHistory.DoesNotExist:
        return render(request, "accounts/not_me_used.html", status=404)
    if user is None:
        return render(request, "accounts/not_me_locked.html")
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
    text = _("All devices are signed out, and the old password no longer works.")
    messages.success(request, text)
    return redirect("account_reset_password_done")


def _ask_to_end(request: SignedInRequest, pk: int) -> HttpResponse:
    found = [row for row in living_sessions(request.user.pk) if row.pk == pk]
    if not found:
        raise Http404("No device of this customer.")
    return ask_first(
        request,
        heading=_("Sign out %(device)s?") % {"device": found[0].device},
        text=_("To use the account there again, you need your password."),
        yes=_("Sign it out"),
        back=reverse("accounts:sessions"),
    )


def _is_this(request: HttpRequest, session_key: str) -> bool:
    return session_key == request.session.session_key

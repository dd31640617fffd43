"""Confirming an e-mail address by the link that was sent to it."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.views import ConfirmEmailView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.forms import ReauthenticateForm
from accounts.models import User


class ConfirmEmail(ConfirmEmailView):
    """Asks for the account's password too, unless it was entered in this browser.

    Otherwise somebody could open an account with the address of another person, who
    presses the button in the mail, and whose orders the account is then given.
    """

    form: ReauthenticateForm | None = None

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Confirm the address; with the password, sign in by the way."""
        self.object = self.get_object()
        user = self.object.email_address.user
        if not asks_for_password(request, user):
            return super().post(request, key)
        self.form = password_form(request.POST, user)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        response = super().post(request, key)
        user.refresh_from_db()
        if not user.is_verified or request.user.is_authenticated:
            return response
        return perform_password_login(request, {}, Login(user=user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form that asks for the password, where one does."""
        context = super().get_context_data(**kwargs)
        user = self.object.email_address.user if self.object else None
        if user and not self.form and asks_for_password(self.request, user):
            self.form = password_form(None, user)
        return {**context, "form": self.form}


def password_form(posted: Any, user: User) -> ReauthenticateForm:
    form = ReauthenticateForm(posted, user=user)
    form.fields["password"].help_text = _(
        "The one you chose when you created the account."
    )
    return form


def asks_for_password(request: HttpRequest, user: User) -> bool:
    """Tell whether this browser has not shown yet that it knows the password.

    It has where they are signed in, or signed up within the last 15 minutes.
    """
    if request.user.pk == user.pk or not user.has_usable_password():
        return False
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    return stage is None or stage.login.user is None or stage.login.user.pk != user.pk

"""How django-allauth creates, verifies and lets in our users."""

from email.utils import parseaddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.hooks.proof import SIGN_IN_AS, proved_recently
from accounts.mails import sealed as sealed_mail
from accounts.models import LoginHistory, User
from accounts.models.users import fold
from accounts.requests.client import client_address, visit_of
from accounts.services import keep_email_address
from accounts.services.addresses import is_closed, is_taken
from accounts.services.history import has_many_failures, record_refusal
from accounts.services.lockout import is_locked

# Where nothing names an address, as through a socket file without TRUSTED_PROXIES: all
# of them share their limits then, and `check --deploy` says so.
NO_ADDRESS = "0.0.0.0"  # noqa: S104

# One sentence for a wrong password, an unknown name, a locked and a closed account.
REFUSED = gettext_lazy(
    "The user name or password is wrong. After several wrong attempts an account is "
    "locked for a while, even for the right password."
)
WRONG_PASSWORD = gettext_lazy(
    "This is not your current password. After several wrong attempts your account is "
    "locked for a while, even for the right password."
)


class AccountAdapter(DefaultAccountAdapter):
    """Our users, our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": REFUSED,
        "email_password_mismatch": REFUSED,
        "incorrect_password": WRONG_PASSWORD,
        "enter_current_password": WRONG_PASSWORD,
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts from your network have failed. Try again in ten minutes."
        ),
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask for the second factor again where there is one.

        The password alone would be enough to turn it off, or to refund a lot.
        """
        methods = super().get_reauthentication_methods(user)
        second = [method for method in methods if method["id"] != "reauthenticate"]
        return second or methods

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Compare user names as they are stored, so that no look-alike slips in."""
        return super().clean_username(fold(username), shallow)

    def clean_email(self, email: str) -> str:
        return super().clean_email(fold(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that rate limits count: only our proxies may name one."""
        return client_address(request) or NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse an address with many failures. An account counts its own elsewhere."""
        visit = visit_of(request)
        if has_many_failures(visit):
            name = credentials.get("email") or credentials.get("username") or ""
            record_refusal(
                user=None,
                name=name,
                visit=visit,
                reason=LoginHistory.Reason.THROTTLED,
            )
            raise self.validation_error("too_many_login_attempts")

    def pre_login(
        self, request: HttpRequest, user: User, **login: Any
    ) -> HttpResponse | None:
        """Stop at a locked account, whatever opened it: a passkey counts no tries."""
        if is_locked(user.pk):
            record_refusal(
                user=user,
                name=user.username,
                visit=visit_of(request),
                reason=LoginHistory.Reason.LOCKED,
            )
            messages.error(request, REFUSED)
            return redirect("account_login")
        keep_email_address(user=user)
        return super().pre_login(request, user, **login)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask nobody again who has just signed in."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        return required and not proved_recently(self.request)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Lead to the login with the address filled in, in another browser, say."""
        if not self.request.user.is_authenticated:
            self.request.session[SIGN_IN_AS] = email_address.email
        return super().get_email_verification_redirect_url(email_address)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Keep the address we write to: without one nobody gets a new password."""
        return not email_address.primary and super().can_delete_email(email_address)

    def set_password(self, user: User, password: str) -> None:
        """Save the password alone: a lock set meanwhile is in the same row."""
        user.change_password(password)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuse what has become the address of somebody else's account."""
        email, user = email_address.email, email_address.user
        if is_taken(email, but_by=user):
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email})
            return False
        return super().confirm_email(request, email_address)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Send the link; the owner of an address that is taken is told instead."""
        address = emailconfirmation.email_address
        if is_taken(address.email, but_by=address.user):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Lead on to a new password, or to the shop where none would help."""
        if is_closed(email):
            self.send_closed_account_mail(email)
        else:
            super().send_account_already_exists_mail(email)

    def send_closed_account_mail(self, email: str) -> None:
        """Say to whom to write: the same at sign-up and for a forgotten password."""
        write_to = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        self.send_mail("account/email/closed_account", email, {"write_to": write_to})

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: Any
    ) -> str:
        """Return a link to the shop's own address, whatever host was asked."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return settings.SITE_URL + path

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password")
        return f"{settings.SITE_URL}{path}key/{key}/"

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Write the mail and leave it to the queue, sealed: no page waits for it."""
        names = {
            "email": email,
            "shop_name": settings.SHOP_NAME,
            "site_url": settings.SITE_URL,
        }
        # allauth would make these links from the host that was asked.
        ours = {"signup_url": settings.SITE_URL + reverse("account_signup")}
        if template_prefix != "account/email/password_reset_key":
            path = reverse("account_reset_password")
            ours["password_reset_url"] = settings.SITE_URL + path
        message = self.render_mail(template_prefix, email, {**names, **context, **ours})
        kind = template_prefix.rpartition("/")[2]
        sealed_mail.queue(message, kind=kind, user=context.get("user"))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner what was changed, with the device in words."""
        device = {"device": visit_of(self.request).device}
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), **device}, email
        )

    def get_login_stages(self) -> list[str]:
        """Replace the stage that asks everybody for a confirmed address; add a last."""
        ours = {
            "allauth.account.stages.EmailVerificationStage": (
                "accounts.hooks.stages.ShoppersConfirmTheirAddress"
            )
        }
        stages = [ours.get(stage, stage) for stage in super().get_login_stages()]
        return [*stages, "accounts.hooks.stages.NothingChangedMeanwhile"]

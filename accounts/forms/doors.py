"""Login and sign-up: django-allauth's forms in the shop's words.

django-allauth looks for living users and for its own rows. The e-mail address of
somebody deleted, or of a person the back office created, is taken anyway.
"""

from typing import Any
from uuid import uuid4

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.hooks.proof import SIGN_IN_AS
from accounts.models.users import fold
from accounts.services import replace_password
from accounts.services.addresses import is_closed, is_taken, owners_of

NEW_PASSWORD = {
    "password1": (_("New password"), _("Choose a password.")),
    "password2": (_("New password again"), _("Enter the new password again.")),
}
USED = _(
    "This link has already been used, or the account has changed since. Ask for "
    "a new one."
)
RULES = _(
    "At least 10 characters, not only digits, and nothing that others could guess."
)


class LoginForm(allauth.LoginForm):
    """E-mail address or user name, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self,
            login=(_("E-mail or user name"), _("Enter your e-mail or user name.")),
            password=(_("Password"), _("Enter your password.")),
        )
        # The page links to a new password below the form.
        self.fields["password"].help_text = ""
        if not self.is_bound and self.request:
            self.fields["login"].initial = self.request.session.pop(SIGN_IN_AS, None)


class SignupForm(allauth.SignupForm):
    """A new account: an address and a password, which can be shown.

    The user name is made of the address: one to choose would tell which are taken.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self,
            email=(_("E-mail"), _("Enter your e-mail address.")),
            password1=(_("Password"), _("Choose a password.")),
        )

    def validate_unique_email(self, value: str) -> str:
        """Answer a taken address like a free one; its owner is told by mail."""
        value = super().validate_unique_email(value)
        self.account_already_exists = is_taken(value)
        return value

    def try_save(self, request: HttpRequest) -> Any:
        """Do the same work where no account is made: the time would tell."""
        if self.account_already_exists:
            self._save_in_vain(request)
        return super().try_save(request)

    def _save_in_vain(self, request: HttpRequest) -> None:
        """Make an account with the address of nobody, and undo it."""
        email, nobody = self.cleaned_data["email"], f"{uuid4().hex}@nobody.invalid"
        self.cleaned_data["email"], self.account_already_exists = nobody, False
        try:
            with transaction.atomic():
                self.save(request)
                transaction.set_rollback(True)
        finally:
            self.cleaned_data["email"], self.account_already_exists = email, True


class ChangePasswordForm(allauth.ChangePasswordForm):
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(
            self,
            oldpassword=(_("Current password"), _("Enter your current password.")),
            **NEW_PASSWORD,
        )

    def clean_oldpassword(self) -> str:
        """Check the present password where wrong ones are counted."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ReauthenticateForm(allauth.ReauthenticateForm):
    """The password once more, before a dangerous act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, password=(_("Password"), _("Enter your password.")))
        self.fields["password"].help_text = ""


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    """A new password for somebody who was sent a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, **NEW_PASSWORD)

    def clean(self) -> dict[str, Any]:
        """Set the password here, where it can be refused: the link works once."""
        cleaned = super().clean()
        if not self.errors:
            password = cleaned["password1"]
            if not replace_password(user=self.user, password=password):
                raise forms.ValidationError(USED)
        return cleaned

    def save(self) -> None:
        """Do nothing more: `clean` has set the password."""


class ResetPasswordForm(allauth.ResetPasswordForm):
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, email=(_("E-mail"), _("Enter your e-mail address.")))

    def clean_email(self) -> str:
        """Write to the address as it is stored, and only to whom it belongs.

        Not to what was typed: a look-alike of it may be the mailbox of a stranger.
        Hashes once whatever the address: beside that time, what is looked up and
        written for a known one does not show.
        """
        email = fold(super().clean_email())
        make_password(email)
        self.users = [user for user in owners_of(email) if user.is_active]
        self.is_closed = is_closed(email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link, or the words that lead on where there can be none."""
        if not self.is_closed:
            return super().save(request, **kwargs)
        email = self.cleaned_data["email"]
        get_adapter(request).send_closed_account_mail(email)
        return email


class AddEmailForm(allauth.AddEmailForm):
    """Another e-mail address of the same person.

    That of somebody else is taken too, and never confirmed: see the adapter.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self, email=(_("E-mail"), _("Enter the e-mail address.")))


def _reword(form: Any, **words: tuple[Any, Any]) -> None:
    """Give fields their label and what is said when they are left empty."""
    for name, (label, missing) in words.items():
        if name in form.fields:
            field = form.fields[name]
            field.label = label
            field.error_messages["required"] = missing
            # The label says it; a second text within the field would vanish on typing.
            field.widget.attrs.pop("placeholder", None)
    if "password1" in form.fields:
        form.fields["password1"].help_text = RULES

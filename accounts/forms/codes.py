"""Second factors: django-allauth's forms in the shop's words, with our own counting."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.requests.client import visit_of
from accounts.services.logging_in import check_code
from accounts.services.second_factor import spend_totp

CODE = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
LONGEST_CODE = 40


class _CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Code"),
            max_length=LONGEST_CODE,
            widget=forms.TextInput(attrs=CODE),
            error_messages={"required": _("Enter the code.")},
            **kwargs,
        )


class _Counted(forms.Form):
    """Takes a code of the app or a backup code, and counts the wrong ones."""

    code = _CodeField(
        help_text=_("Six digits from your app, or one of your backup codes.")
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        found = check_code(
            user=self.user,  # type: ignore[attr-defined]
            code=code,
            visit=visit_of(context.request),
        )
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        found.user = self.user  # type: ignore[attr-defined]
        self.authenticator = found
        return code


class CodeForm(_Counted, base.AuthenticateForm):
    """The second factor of a login."""


class CodeAgainForm(_Counted, base.ReauthenticateForm):
    """The second factor before a dangerous act."""


class ActivateTotpForm(forms.Form):
    """The first code of an app, which proves that it knows the secret.

    Until then the secret waits in the session, which is a row too: encrypted.
    """

    code = _CodeField(help_text=_("The six digits the app is showing now."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        session = context.request.session
        kept = session.get(SECRET_SESSION_KEY) if self.is_bound else None
        self.secret = decrypt(kept) if kept else generate_totp_secret()
        if not kept:
            session[SECRET_SESSION_KEY] = encrypt(self.secret)

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        code = "".join(self.cleaned_data["code"].split())
        if not spend_totp(self.user, self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class _CredentialField(forms.JSONField):
    """What a passkey's browser answers: an object, whatever else is posted."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        """Return the object. Raises ValidationError for what is none.

        JSON with thousands of digits is no JSONDecodeError but a plain ValueError.
        """
        try:
            answer = super().to_python(value)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise forms.ValidationError(_("We could not read the passkey. Try again."))
        return answer

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the form shows again: no answer, because each counts once."""
        return initial


class PasskeyLoginForm(webauthn.LoginWebAuthnForm):
    """A passkey instead of name and password."""

    credential = _CredentialField()


class PasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    """A passkey before something dangerous."""

    credential = _CredentialField()


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey; it opens the account without a password too."""

    credential = _CredentialField()
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        help_text=_("So that you recognise it later, such as “My phone”."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it and no password"),
        required=False,
        initial=True,
        help_text=_("The device asks for your fingerprint or its PIN instead."),
    )


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Another name of a passkey."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Enter a name.")},
    )

"""What customers enter about themselves, and at the doors."""

from accounts.forms.codes import (
    ActivateTotpForm,
    AddPasskeyForm,
    CodeAgainForm,
    CodeForm,
    PasskeyAgainForm,
    PasskeyLoginForm,
    RenamePasskeyForm,
)
from accounts.forms.doors import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from accounts.forms.profile import AddressForm, ProfileForm

__all__ = [
    "ActivateTotpForm",
    "AddEmailForm",
    "AddPasskeyForm",
    "AddressForm",
    "ChangePasswordForm",
    "CodeAgainForm",
    "CodeForm",
    "LoginForm",
    "PasskeyAgainForm",
    "PasskeyLoginForm",
    "ProfileForm",
    "ReauthenticateForm",
    "RenamePasskeyForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SignupForm",
]

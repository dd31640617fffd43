"""Second factors, as an app and a person have them."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client

from accounts.models import User

PERIOD = 30  # seconds


def with_app(user: User) -> str:
    """Give the user an app and backup codes; return the secret that the app keeps."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what the app shows now, or so many steps later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps))


def wrong_code(secret: str) -> str:
    """Return a code that the app does not show about now."""
    near = {code_of(secret, steps=steps) for steps in range(-3, 4)}
    return next(code for code in map(str, range(100_000, 100_010)) if code not in near)


def backup_codes(user: User) -> list[str]:
    """Return the codes that are not used yet."""
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(row).get_unused_codes()


def signed_in_again(user: User) -> Client:
    """Return a browser that is signed in and has just entered the password again."""
    client = Client()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": "open sesame"})
    return client

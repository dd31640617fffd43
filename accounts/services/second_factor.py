"""Codes of an app and backup codes: each opens once."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.utils.crypto import constant_time_compare

from accounts.models import TotpStep, User
from database.rows.insert import insert_once

Type = Authenticator.Type


def spend_code(user: User, code: str) -> Authenticator | None:
    """Use the code up and return what it belongs to; None if it opens nothing."""
    code = "".join(code.split())
    owned = {row.type: row for row in Authenticator.objects.filter(user=user)}
    totp, backup = owned.get(Type.TOTP), owned.get(Type.RECOVERY_CODES)
    if totp and spend_totp(user, decrypt(totp.data["secret"]), code):
        return totp
    # allauth locks the row of the codes before it looks whether this one is unused.
    if backup and RecoveryCodes(backup).validate_code(code):
        return backup
    return None


def spend_totp(user: User, secret: str, code: str) -> bool:
    """Tell whether this is the app's code, and refuse it and older ones from now on.

    The claim is one guarded UPDATE, so that of two posts at once one gets in. A cache
    that is away, as allauth's own guard may find it, would let both in.
    """
    step = _step_of(secret, code)
    if step is None:
        return False
    insert_once(TotpStep(user=user))
    return bool(TotpStep.objects.filter(user=user, step__lt=step).update(step=step))


def _step_of(secret: str, code: str) -> int | None:
    """Return the time step that shows this code, among those that count now."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    for step in range(now - tolerance, now + tolerance + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            return step
    return None

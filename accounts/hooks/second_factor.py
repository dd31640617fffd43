"""How django-allauth keeps second factors, and what it calls them."""

import base64
import hashlib

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

WRONG_CODE = gettext_lazy(
    "This code is wrong, or it has already been used. Wait for the next one. After "
    "several wrong codes an account is locked for a while."
)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are unreadable in the database; passkeys belong to SITE_URL."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "unverified_email": gettext_lazy(
            "Confirm your e-mail address first. Then you can set up a second factor."
        ),
    }

    def encrypt(self, text: str) -> str:
        return ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises InvalidToken if none of the keys fits."""
        return ciphers().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the host that passkeys are for: the shop's own, whatever was asked."""
        host = settings.SITE_HOST
        if settings.IS_LOCAL:
            # A passkey needs a name; 127.0.0.1 is none, and localhost is as good.
            host = context.request.get_host().rpartition(":")[0] or host
        return {"id": host, "name": settings.SHOP_NAME}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


def ciphers() -> MultiFernet:
    """Return what encrypts with the first of MFA_KEYS and decrypts with any."""
    return MultiFernet([Fernet(_fernet_key(key)) for key in settings.MFA_KEYS])


def _fernet_key(text: str) -> bytes:
    """Return 32 bytes of any text. The keys are random, so one round is enough."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())

"""Mails whose links are secrets: written in the request, sealed, sent from the queue.

A link that sets a new password must be readable by nobody but its owner: not on the
pages of the queue, not in the log, not in a copy of the database. So the mail waits
encrypted, with keys made of SECRET_KEY, and is thrown away once it was sent.
"""

import base64
import hmac
import json
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from accounts.mails import log as mail_log
from database.models import OutboxMessage
from database.queue import outbox

KIND = "account_mail"


def queue(message: EmailMessage, *, kind: str, user: Any = None) -> None:
    """Seal the mail and queue it, in the caller's transaction.

    `kind` and `user` are for the log of mails. They are sealed too, so that the queue
    tells nobody whether an address has an account.
    """
    mail_id = uuid4().hex
    letter = {
        "kind": kind,
        "user_id": str(user.pk) if user else None,
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": message.from_email,
        "to": list(message.to),
        "alternatives": [
            [str(part.content), part.mimetype]
            for part in getattr(message, "alternatives", [])
        ],
    }
    outbox.put(KIND, key=_key(mail_id), mail_id=mail_id, sealed=_seal(letter))


def send(*, mail_id: str, sealed: str) -> None:
    """Send the mail, perhaps a second time with the same Message-ID; then forget it."""
    if not sealed:
        return
    letter = _open(sealed)
    alternatives = letter.pop("alternatives")
    # Letters of the version before name neither.
    about = {"kind": letter.pop("kind", KIND), "user_id": letter.pop("user_id", None)}
    message = EmailMultiAlternatives(
        **letter, headers={"Message-ID": f"<account-{mail_id}@{settings.SITE_HOST}>"}
    )
    for content, mimetype in alternatives:
        message.attach_alternative(content, mimetype)
    mail_log.send(message, key=_key(mail_id), **about)
    forgotten = {"mail_id": mail_id, "sealed": ""}
    OutboxMessage.objects.filter(key=_key(mail_id)).update(payload=forgotten)


def _key(mail_id: str) -> str:
    return f"{KIND}:{mail_id}"


def _seal(letter: dict[str, Any]) -> str:
    return _ciphers().encrypt(json.dumps(letter).encode()).decode()


def _open(sealed: str) -> dict[str, Any]:
    """Return the letter. Raises InvalidToken if the key that sealed it is gone."""
    return json.loads(_ciphers().decrypt(sealed.encode()))


def _ciphers() -> MultiFernet:
    """Return what seals with SECRET_KEY and opens with that or an older one."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(str(key))) for key in keys])


def _fernet_key(key: str) -> bytes:
    """Return 32 bytes that are good for this purpose alone."""
    digest = hmac.digest(key.encode(), b"accounts.sealed_mail", "sha256")
    return base64.urlsafe_b64encode(digest)

"""Signatures of providers' messages: HMAC over the time and the body."""

import hashlib
import hmac
import time

from orders.errors import ForgedEvent

TOLERANCE = 300  # seconds between the provider's clock and ours


def sign(secret: str, body: bytes, *, at: int | None = None) -> str:
    """Return the header that signs `body` at a time, in seconds since 1970."""
    at = int(time.time()) if at is None else at
    return f"t={at},v1={_digest(secret, at, body)}"


def verify(secret: str, body: bytes, header: str) -> None:
    """Raise ForgedEvent unless the header signs the body, and did so just now."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    stamp, signature = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        raise ForgedEvent("no time in the signature")
    # As bytes: compare_digest refuses text beyond ASCII.
    expected = _digest(secret, int(stamp), body).encode()
    if not hmac.compare_digest(expected, signature.encode(errors="replace")):
        raise ForgedEvent("the signature does not fit")
    if abs(time.time() - int(stamp)) > TOLERANCE:
        raise ForgedEvent("the signature is too old")


def _digest(secret: str, at: int, body: bytes) -> str:
    signed = str(at).encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()

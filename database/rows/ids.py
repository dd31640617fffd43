"""Identifiers: keys for rows and numbers for people."""

import secrets
from uuid import UUID

from uuid_utils import uuid7 as _uuid7
from uuid_utils.compat import uuid7 as _uuid7_object

# Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O or U, so that
# a number read aloud over the telephone arrives as it was said.
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 10


def uuid7() -> UUID:
    """Return a key that grows with time: new rows lie side by side in indexes."""
    return _uuid7_object()


def uuid7_text() -> str:
    """Return such a key as text, for many rows at once: making a UUID takes longer."""
    return str(_uuid7())


def random_number() -> str:
    """Return ten characters of Crockford base32: 50 bits that tell no volume."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(NUMBER_LENGTH))

"""What makes a checkout count once: its key, whose it is, and what it is bound to."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from database.text.broken import is_broken
from orders.errors import InvalidOrder
from orders.models.checkout import LONGEST_KEY

# Not asked for when the first keys were kept: empty, it leaves a digest as it was.
LATER_FIELDS = frozenset({"state"})


def key_owner(customer: User | None, visitor: str) -> str:
    """Return the name under which somebody's idempotency keys are kept."""
    return f"user:{customer.pk}" if customer else f"visitor:{visitor}"


def fingerprint(**parts: Any) -> str:
    """Return the digest of named parts, whatever their order."""
    known = {
        name: part
        for name, part in parts.items()
        if name not in LATER_FIELDS or any(part)
    }
    text = json.dumps(known, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def checked_key(key: str) -> str:
    """Return the idempotency key. Raises InvalidOrder if it is none.

    An empty one would make one order of all that come without.
    """
    if not 1 <= len(key) <= LONGEST_KEY or is_broken(key):
        raise InvalidOrder(
            _("A checkout needs a key of 1 to %(most)d characters.")
            % {"most": LONGEST_KEY}
        )
    return key

"""Text for people who look after the machine, without the addresses of customers.

A mail server repeats in its refusal whom it refuses; the queue keeps that text.
"""

import re

MASK = "***@***"
# Also in the brackets and quotes in which mail servers repeat an address.
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;\[\]{}=]{1,128}@[^\s@<>\"'(),:;\[\]{}=]{1,255}")


def without_addresses(text: str) -> str:
    """Return the text with a mask in the place of each e-mail address."""
    return _ADDRESS.sub(MASK, text)

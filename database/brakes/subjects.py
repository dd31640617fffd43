"""Whom a brake counts: names that tell two apart, and no more than that."""

import re
import unicodedata
from contextlib import suppress
from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from database.brakes.rules import By

# Who rents a server, or has a line at home, is given this much of IPv6 at the least.
IPV6_PREFIX = 64
LENGTH = 32  # characters of a hash


def subject_of(by: By, text: str) -> str:
    """Return under what the tries are counted; '' where there is nobody to count."""
    text = text.strip().lower()
    if not text:
        return ""
    if by is By.EMAIL:
        text = _mailbox(text)
    if by is not By.ADDRESS:
        return salted_hmac("database.brakes", text, algorithm="sha256").hexdigest()[
            :LENGTH
        ]
    address = ip_address(text)
    if address.version == 4:
        return text
    return str(ip_network(f"{address}/{IPV6_PREFIX}", strict=False))


def _mailbox(email: str) -> str:
    """Return the address as mail servers read it: one name for one mailbox.

    Without a tag (ada+shop@… reaches ada as well), without the quotes that a name may
    have, and with the host as it is asked for: wide letters and umlauts are other
    spellings of it.
    """
    name, at, host = unicodedata.normalize("NFKC", email).lower().rpartition("@")
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    # What is no host that a mail could reach counts as it was typed.
    with suppress(UnicodeError):
        host = punycode(host)
    return f"{name.partition('+')[0] or name}{at}{host}"

"""Whom a brake counts: names that tell two apart, and no more than that."""

from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac

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
    """Return the address without a tag: ada+shop@… reaches ada as well."""
    name, at, host = email.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{host}"

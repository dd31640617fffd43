"""Whose address a request has, with proxies and without."""

import pytest
from django.test import RequestFactory

from accounts.requests import client_address


def address(nearest: str, forwarded: str | None = None) -> str | None:
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    request = RequestFactory().get("/", REMOTE_ADDR=nearest, headers=headers)
    return client_address(request)


@pytest.mark.parametrize("forwarded", [None, "", "9.9.9.9", "not an address"])
def test_without_trusted_proxies_nothing_forwarded_counts(settings, forwarded):
    settings.TRUSTED_PROXIES = []

    assert address("1.2.3.4", forwarded) == "1.2.3.4"


@pytest.mark.parametrize(
    ("nearest", "forwarded", "expected"),
    [
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "1.2.3.4, 10.0.0.7", "1.2.3.4"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "10.0.0.8, 10.0.0.7", "10.0.0.8"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, nonsense", "127.0.0.1"),
        ("5.6.7.8", "1.2.3.4", "5.6.7.8"),
        ("", "1.2.3.4", None),
    ],
)
def test_only_what_trusted_proxies_say_counts(settings, nearest, forwarded, expected):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]

    assert address(nearest, forwarded) == expected

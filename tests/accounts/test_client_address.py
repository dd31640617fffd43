"""Whose address a request has, with proxies and without."""

import pytest
from django.test import Client, RequestFactory

from accounts.checks import check_socket
from accounts.requests.client import client_address
from database.brakes.rules import Limit


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
        ("", "1.2.3.4", "1.2.3.4"),
        ("", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("", "1.2.3.4, 10.0.0.7", "1.2.3.4"),
        ("", "::ffff:1.2.3.4", "1.2.3.4"),
        ("", "nonsense", None),
        ("", "", None),
        ("nonsense", "1.2.3.4", None),
    ],
)
def test_only_what_trusted_proxies_say_counts(settings, nearest, forwarded, expected):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]

    assert address(nearest, forwarded) == expected


@pytest.mark.parametrize("forwarded", [None, "", "1.2.3.4"])
def test_through_a_socket_without_trusted_proxies_nobody_has_an_address(
    settings, forwarded
):
    settings.TRUSTED_PROXIES = []

    assert address("", forwarded) is None


@pytest.mark.parametrize(
    ("bind", "proxies", "ids"),
    [
        ("unix:/run/kontor.sock", [], ["accounts.W001"]),
        ("unix:/run/kontor.sock", ["127.0.0.1"], []),
        ("127.0.0.1:8000", [], []),
    ],
)
def test_a_socket_without_a_trusted_proxy_is_named(settings, bind, proxies, ids):
    settings.BIND, settings.TRUSTED_PROXIES = bind, proxies

    assert [found.id for found in check_socket(None)] == ids


@pytest.mark.django_db
def test_visitors_behind_a_socket_are_counted_one_by_one(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.BRAKES = {"reset.address": Limit(2, 600)}

    def ask(visitor: str) -> int:
        client = Client(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR=visitor)
        return client.post("/account/password/reset/", {"email": ""}).status_code

    assert [ask(f"1.2.3.{number}") for number in range(6)] == [200] * 6
    assert [ask("1.2.3.4") for _ in range(2)] == [200, 429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nearest", "status"),
    [("127.0.0.1", 200), ("10.0.0.7", 200), ("", 200), ("127.0.0.2", 301)],
)
def test_https_is_believed_of_trusted_proxies_alone(settings, nearest, status):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get(
        "/account/login/",
        REMOTE_ADDR=nearest,
        headers={"X-Forwarded-Proto": "https"},
    )

    assert response.status_code == status

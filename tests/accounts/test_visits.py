"""Devices in words, networks, and places from a GeoIP database."""

import pytest

from accounts.visits.visit import Place, device_in_words, network_of, place_of
from tests.support import geoip

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
            "Firefox on Android",
        ),
        (
            (
                f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 "
                "Safari/537.36 Edg/126.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} "
                "CriOS/126 Mobile/15E148 Safari/604.1"
            ),
            "Chrome on iOS",
        ),
        (
            (
                f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} "
                "Version/17.5 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iOS",
        ),
        ("curl/8.5.0", "curl"),
        ("", "Unknown device"),
        ("\u2603" * 5000, "Unknown device"),
    ],
)
def test_a_device_is_said_in_words(agent, words):
    assert device_in_words(agent) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        (None, ""),
    ],
)
def test_addresses_of_one_household_are_one_network(address, network):
    assert network_of(address) == network


@pytest.fixture
def database(settings, tmp_path) -> None:
    bath = {
        "city": {"names": {"en": "Bath"}},
        "country": {"iso_code": "GB"},
        "location": {"latitude": 51.38, "longitude": -2.36},
    }
    path = geoip.write(tmp_path / "city.mmdb", {"203.0.113.0/24": bath})
    settings.GEOIP_DATABASE = path


def test_a_known_address_has_a_place(database):
    assert place_of("203.0.113.9") == Place("Bath, GB", 51.38, -2.36)


@pytest.mark.parametrize("address", ["198.51.100.1", "2001:db8::1", None])
def test_an_unknown_address_is_nowhere(database, address):
    assert place_of(address) == Place()


@pytest.mark.parametrize("content", [None, b"no database"])
def test_a_database_that_cannot_be_read_locks_nobody_out(settings, tmp_path, content):
    path = tmp_path / "broken.mmdb"
    if content:
        path.write_bytes(content)
    settings.GEOIP_DATABASE = str(path)

    assert place_of("203.0.113.9") == Place()

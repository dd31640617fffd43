"""Who knocks: the address, the network, the place and the device of a request."""

from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

import structlog
from django.conf import settings

logger = structlog.get_logger(__name__)

# What counts as one network: about a household, a company, or a mobile cell.
NETWORK_BITS = {4: 24, 6: 48}
LONGEST_AGENT = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is, as far as the GeoIP database knows."""

    name: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request says of where it comes from."""

    address: str | None = None
    user_agent: str = ""

    @property
    def device(self) -> str:
        return device_in_words(self.user_agent)

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def place(self) -> Place:
        return place_of(self.address)


def device_in_words(user_agent: str) -> str:
    """Return such as "Firefox on Android"; what is unknown is called so."""
    # Its tables take 0.1 s to load, which commands need not pay.
    from ua_parser import parse

    found = parse(user_agent[:LONGEST_AGENT])
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    # Phones have names of their own in the table: "Chrome Mobile iOS", "Mobile Safari".
    browser = browser.removesuffix(" iOS").replace("Mobile", "").strip()
    # Kept and compared, so in one language whatever the visitor's.
    return " on ".join(filter(None, (browser, system))) or "Unknown device"


def network_of(address: str | None) -> str:
    """Return the network an address belongs to, such as 203.0.113.0/24."""
    if not address:
        return ""
    bits = NETWORK_BITS[ip_address(address).version]
    return str(ip_network(f"{address}/{bits}", strict=False))


def place_of(address: str | None) -> Place:
    """Look the address up in the GeoIP database; nowhere without one."""
    reader = _reader(settings.GEOIP_DATABASE)
    if reader is None or not address:
        return Place()
    try:
        found: Any = reader.get(address) or {}
    except ValueError:
        # Some databases know IPv4 only.
        return Place()
    names = [
        _english(found.get("city")),
        (found.get("country") or {}).get("iso_code", ""),
    ]
    spot = found.get("location") or {}
    return Place(
        name=", ".join(name for name in names if name)[:150],
        latitude=spot.get("latitude"),
        longitude=spot.get("longitude"),
    )


def _english(part: dict[str, Any] | None) -> str:
    return ((part or {}).get("names") or {}).get("en", "")


@cache
def _reader(path: str) -> Any:
    """Open the database once a process. A file that cannot be read locks nobody out."""
    if not path:
        return None
    import maxminddb

    try:
        return maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError):
        logger.exception("geoip_unreadable", path=path)
        return None

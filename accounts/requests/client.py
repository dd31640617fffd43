"""Requests as the middleware leaves them, and where they come from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.visits.visit import Visit

Address = IPv4Address | IPv6Address


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


class HtmxRequest(HttpRequest):
    """A request that says whether htmx sent it."""

    htmx: HtmxDetails


def visit_of(request: HttpRequest) -> Visit:
    """Return who knocks."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return Visit(client_address(request), agent)


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address; forwarded ones count only from TRUSTED_PROXIES.

    The nearest address that is no proxy of ours: what stands left of it is hearsay.
    Who came through a socket file has no address and is the web server on this machine:
    a proxy of ours, where there are any.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    nearest = _address(request.META.get("REMOTE_ADDR", ""))
    is_ours = comes_from_proxy(request)
    while hops and is_ours:
        further = _address(hops.pop())
        if further is None:
            break
        nearest, is_ours = further, _is_trusted(further)
    return str(nearest) if nearest else None


def comes_from_proxy(request: HttpRequest) -> bool:
    """Tell whether a proxy of ours handed the request over: its headers count then."""
    remote = request.META.get("REMOTE_ADDR", "")
    nearest = _address(remote)
    return _is_trusted(nearest) if nearest else _is_our_socket(remote)


def _is_our_socket(remote: str) -> bool:
    return not remote and bool(settings.TRUSTED_PROXIES)


def _address(text: str) -> Address | None:
    """Return the address; an IPv4 one that a socket for IPv6 wrote is itself again."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_trusted(address: Address) -> bool:
    return any(
        address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES
    )

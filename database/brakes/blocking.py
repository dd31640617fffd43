"""Addresses that get no page: blocked by ops, known to every process within seconds."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from database.audit.log import log_operation
from database.context import current_actor
from database.errors import KontorError
from database.models.brakes import BlockedAddress

Network = IPv4Network | IPv6Network
# A block as broad as a continent is a slip of the hand.
BROADEST = {4: 16, 6: 32}
MAPPED = 96  # bits before an IPv4 address that is written as IPv6


class NotBlockable(KontorError):
    """The address may not be shut out; the sentence says why."""


class Block(NamedTuple):
    network: Network
    until: datetime | None


class Blocks:
    """What is in force, as this process knows it. Reading it costs no query."""

    def __init__(self) -> None:
        self._known: Sequence[Block] = ()

    def covers(self, address: str | None) -> bool:
        """Tell whether the address is shut out now."""
        if not self._known or not address or not settings.BRAKES_ON:
            return False
        found, now = ip_address(address), timezone.now()
        return any(
            found in block.network and (block.until is None or block.until > now)
            for block in self._known
        )

    def refresh(self) -> None:
        """Read what is in force. The keeper of each server process does, every beat."""
        rows = BlockedAddress.objects.using("default").in_force().order_by()
        self._known = [
            Block(ip_network(network), until)
            for network, until in rows.values_list("network", "until")
        ]

    def forget(self) -> None:
        """Start again."""
        self._known = ()


blocks = Blocks()


def block_address(
    *, network: str, reason: str, until: datetime | None = None
) -> BlockedAddress:
    """Shut an address or a network out. Raises NotBlockable with the reason."""
    wanted = blockable(network)
    if BlockedAddress.objects.in_force().filter(network=str(wanted)).exists():
        raise NotBlockable(_("%(address)s is already blocked.") % {"address": network})
    with transaction.atomic():
        row = BlockedAddress.objects.create(
            network=str(wanted), reason=reason, until=until
        )
        log_operation(
            "database.block_address",
            _("%(address)s was blocked: %(reason)s")
            % {"address": row, "reason": reason},
            level="warning",
            network=row.network,
            until=until.isoformat() if until else None,
        )
        transaction.on_commit(blocks.refresh)
    return row


def unblock_address(*, row: BlockedAddress) -> bool:
    """Let the address in again; tell whether it was shut out until now."""
    now = timezone.now()
    with transaction.atomic():
        mine = BlockedAddress.objects.in_force().filter(pk=row.pk)
        lifted = mine.update(
            lifted_at=now, updated_at=now, updated_by=current_actor().user_id
        )
        if lifted:
            log_operation(
                "database.unblock_address",
                _("%(address)s is no longer blocked.") % {"address": row},
                network=row.network,
            )
        transaction.on_commit(blocks.refresh)
    return bool(lifted)


def blockable(text: str) -> Network:
    """Return the network. Raises NotBlockable with the sentence for a form."""
    try:
        found = _network(text.strip())
    except ValueError:
        raise NotBlockable(
            _(
                "Enter a client address such as 203.0.113.7, or a network such as "
                "2001:db8::/64."
            )
        ) from None
    if found.prefixlen < BROADEST[found.version]:
        raise NotBlockable(
            _("%(network)s is too large. Block networks of /%(least)d or smaller.")
            % {"network": found, "least": BROADEST[found.version]}
        )
    for proxy in settings.TRUSTED_PROXIES:
        own = ip_network(proxy, strict=False)
        if own.version == found.version and found.overlaps(own):
            raise NotBlockable(
                _(
                    "That is the shop's own proxy (TRUSTED_PROXIES). You can only "
                    "block visitors."
                )
            )
    address = current_actor().address
    if address and ip_address(address) in found:
        raise NotBlockable(
            _("That is your own client address. You would lock yourself out.")
        )
    return found


def _network(text: str) -> Network:
    """Return what is written. Raises ValueError for anything else.

    Visitors are known by their IPv4 address however a web server writes it, so a block
    of ::ffff:203.0.113.7 would shut out nobody; one of a zone (fe80::1%eth0) neither.
    """
    if "%" in text:
        raise ValueError(text)
    found = ip_network(text, strict=False)
    if isinstance(found, IPv6Network) and found.prefixlen >= MAPPED:
        inner = found.network_address.ipv4_mapped
        if inner is not None:
            return ip_network((inner, found.prefixlen - MAPPED))
    return found

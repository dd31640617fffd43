"""Bugs that shops have, planted on purpose: chaos that misses them proves nothing."""

from collections.abc import Callable
from threading import Thread
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection

from orders.errors import KeyInFlight
from orders.models.checkout import CheckoutKey, CheckoutKeyManager
from orders.proving.control import leave_the_guard_open


def ignore_the_key() -> None:
    """Place an order for every post, whatever its key."""
    claim = CheckoutKeyManager.claim

    def claim_anew(self: Any, owner: str, key: str, *rest: Any) -> CheckoutKey:
        return claim(self, owner, uuid4().hex, *rest)

    CheckoutKeyManager.claim = claim_anew  # type: ignore[method-assign]


def keep_the_key_apart() -> None:
    """Claim the key in a transaction of its own, before the order's."""

    def claim_apart(
        self: Any, owner: str, key: str, fingerprint: str, order_id: Any
    ) -> CheckoutKey:
        row = CheckoutKey(owner=owner, key=key, fingerprint=fingerprint)
        if _commit_elsewhere(row):
            row.is_new = True
            return row
        known = self.select_related("order").get(owner=owner, key=key)
        if known.order is None:
            raise KeyInFlight
        return known

    CheckoutKeyManager.claim = claim_apart  # type: ignore[method-assign]


def _commit_elsewhere(row: CheckoutKey) -> bool:
    """Insert the row on a connection of its own; tell whether it was the first."""
    inserted = []

    def insert() -> None:
        try:
            row.save(force_insert=True)
            inserted.append(True)
        except IntegrityError:
            pass
        finally:
            connection.close()

    thread = Thread(target=insert)
    thread.start()
    thread.join()
    return bool(inserted)


# Each with the part of the verdict in which it has to show.
BUGS: dict[str, tuple[Callable[[], None], str]] = {
    "guard": (leave_the_guard_open, "inconsistent"),
    "key-apart": (keep_the_key_apart, "stuck"),
    "no-key": (ignore_the_key, "doubled"),
}

"""Leases: who works on a message or a run holds it, for as long as the work takes.

A lease lasts five minutes and is renewed every minute while the handler works, by a
thread of the process. So no rival takes a message whose handler lives, however long it
works, and a process that dies gives its messages free within five minutes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from database.models import OutboxMessage
from database.process.background import Background, after_fork

RENEWALS = 5  # in the time of one lease
logger = structlog.get_logger(__name__)


class Leases:
    """What this process works on, and how each is renewed."""

    def __init__(self) -> None:
        self._thread = Background("leases", self._go)
        self._begin_anew()
        after_fork(self._begin_anew)

    def _begin_anew(self) -> None:
        """Forget what is held: after a fork it is the parent's."""
        self._held: dict[UUID, Callable[[], bool]] = {}

    @contextmanager
    def held(self, message: OutboxMessage) -> Iterator[None]:
        """Keep the claimed message from rivals until the block ends."""
        with self.kept(message.pk, partial(_renew, message)):
            yield

    @contextmanager
    def kept(self, key: UUID, renew: Callable[[], bool]) -> Iterator[None]:
        """Call `renew` until the block ends; it tells whether the lease is ours yet."""
        self._held[key] = renew
        self._thread.start()
        try:
            yield
        finally:
            self._held.pop(key, None)

    def renew(self) -> None:
        """Begin each lease anew, unless it was lost or has ended meanwhile."""
        for key, renew in list(self._held.items()):
            if not renew() and key in self._held:
                logger.warning("lease_lost", id=key)

    def _go(self) -> None:
        never = Event()
        while not never.wait(OutboxMessage.LEASE.total_seconds() / RENEWALS):
            if not self._held:
                continue
            try:
                self.renew()
            except (DatabaseError, InterfaceError) as error:
                # Four more tries are left before a rival may take over.
                logger.warning("outbox_lease_waits", error=str(error).strip())
            finally:
                connections.close_all()


def _renew(message: OutboxMessage) -> bool:
    rows = OutboxMessage.objects.filter(
        pk=message.pk,
        attempts=message.attempts,
        done_at__isnull=True,
        locked_until__isnull=False,
    )
    until = timezone.now() + OutboxMessage.LEASE
    return bool(rows.update(locked_until=until))


leases = Leases()

"""Leases: who works on a message holds it, for as long as the work takes.

A lease lasts five minutes and is renewed every minute while the handler works, by a
thread of the process. So no rival takes a message whose handler lives, however long it
works, and a process that dies gives its messages free within five minutes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from database.models import OutboxMessage

RENEWALS = 5  # in the time of one lease
logger = structlog.get_logger(__name__)


class Leases:
    """The messages that this process works on."""

    def __init__(self) -> None:
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        """Forget what is held: after a fork it is the parent's."""
        self._held: dict[UUID, OutboxMessage] = {}
        self._lock = Lock()
        self._thread: Thread | None = None

    @contextmanager
    def held(self, message: OutboxMessage) -> Iterator[None]:
        """Keep the claimed message from rivals until the block ends."""
        self._held[message.pk] = message
        self._start()
        try:
            yield
        finally:
            self._held.pop(message.pk, None)

    def renew(self) -> None:
        """Begin each lease anew, unless it was lost or has ended meanwhile."""
        for message in list(self._held.values()):
            now = timezone.now()
            rows = OutboxMessage.objects.filter(
                pk=message.pk,
                attempts=message.attempts,
                done_at__isnull=True,
                locked_until__isnull=False,
            )
            renewed = rows.update(locked_until=now + OutboxMessage.LEASE)
            if not renewed and message.pk in self._held:
                logger.warning("outbox_lease_lost", kind=message.kind, id=message.pk)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._go, name="leases", daemon=True)
                self._thread.start()

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


leases = Leases()

"""Rows that may wait, and may be lost: written behind the pages, many at a time.

For what is nice to know (who looked at what), never for what is owed. Putting a row
aside costs microseconds, whatever the database does; a thread of the process writes
what has gathered. When the database is down the newest rows are kept, up to a limit,
and the oldest are forgotten; when a process is killed, a second's worth is lost.
"""

import atexit
import logging
import threading
from collections import deque
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, models

from database.process.background import Background, after_fork

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two writes
MOST_WAITING = 5_000  # rows
BATCH = 500  # rows a statement


class WriteBehind:
    """Gathers rows of one model and inserts them in the background."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._thread = Background(f"write-behind {model._meta.label_lower}", self._run)
        self._begin_anew()
        after_fork(self._begin_anew)

    def _begin_anew(self) -> None:
        """Forget what waits: after a fork it is the parent's, who writes it."""
        self._waiting: deque[models.Model] = deque(maxlen=MOST_WAITING)
        self._writing = threading.Lock()

    def put(self, row: models.Model) -> None:
        """Keep the row for the next write. Never waits and never raises."""
        self._waiting.append(row)
        if settings.WRITE_BEHIND and self._thread.start():
            atexit.register(self._write)

    def flush(self) -> int:
        """Write what waits, in the caller's thread; return how many rows were."""
        written = 0
        with self._writing:
            while batch := self._take():
                try:
                    self.model._base_manager.bulk_create(batch)
                except (DatabaseError, InterfaceError):
                    self._keep(batch)
                    raise
                written += len(batch)
        return written

    def forget(self) -> None:
        """Drop what waits, for tests."""
        self._waiting.clear()

    def _take(self) -> list[models.Model]:
        count = min(BATCH, len(self._waiting))
        return [self._waiting.popleft() for _ in range(count)]

    def _keep(self, batch: list[models.Model]) -> None:
        """Put a batch back in front, as far as there is room beside newer rows."""
        room = MOST_WAITING - len(self._waiting)
        self._waiting.extendleft(reversed(batch[len(batch) - room :] if room else []))

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(PAUSE):
            if self._waiting:
                self._write()

    def _write(self) -> Any:
        """Write and give the connection back; trouble is logged and tried again."""
        try:
            self.flush()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Rows of %s wait: %s", self.model._meta.label, error)
        finally:
            connections.close_all()

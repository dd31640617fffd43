"""Threads that work beside the requests of a process."""

import os
from collections.abc import Callable
from threading import Lock, Thread


class Background:
    """A daemon thread, started when it is first needed.

    Not at start-up: of a process that forks, the child has no thread of its parent's,
    so each starts its own. What else belongs to one process, its owner forgets with
    `after_fork`.
    """

    def __init__(self, name: str, go: Callable[[], object]) -> None:
        self.name = name
        self._go = go
        after_fork(self._forget)
        self._forget()

    def _forget(self) -> None:
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> bool:
        """Start the thread if none runs; tell whether this call did."""
        if self.is_alive:
            return False
        with self._lock:
            if self.is_alive:
                return False
            self._thread = Thread(target=self._go, name=self.name, daemon=True)
            self._thread.start()
            return True

    def join(self) -> None:
        """Wait until the thread has ended, if one was started."""
        if self._thread is not None:
            self._thread.join()


def after_fork(forget: Callable[[], None]) -> None:
    """Call this in every child of the process, before anything else happens there."""
    os.register_at_fork(after_in_child=forget)

"""What a process keeps in its memory for some seconds instead of reading it again."""

from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")


class Kept(Generic[T]):
    """A value that is read again after some seconds, or at once where it was changed.

    Other processes go on with theirs until the seconds are over.
    """

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self._held: tuple[T, float, object] | None = None
        # Another object after every change: what was read before it is not kept.
        self._state = object()

    def get(self, read: Callable[[], T]) -> T:
        """Return the value, by `read` where it is not known or too old."""
        held = self._held
        if held and held[2] is self._state and monotonic() < held[1] + self.seconds:
            return held[0]
        return self.anew(read)

    def anew(self, read: Callable[[], T]) -> T:
        """Return the value as it is now, and keep it."""
        state = self._state
        value = read()
        self._held = value, monotonic(), state
        return value

    def forget(self) -> None:
        """Read the value again when it is next asked for."""
        self._state = object()

    def changed(self) -> None:
        """Forget the value now and at COMMIT: until then others read the old one."""
        self.forget()
        transaction.on_commit(self.forget)

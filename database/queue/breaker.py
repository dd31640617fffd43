"""A breaker for each kind of message: a server that hangs is left alone for a while.

Each try at a server that accepts and never answers costs its whole timeout. So after
one of them this process delivers no more messages of the kind for a minute; then the
next message finds out whether the server is well again. What a server refuses is an
answer, also that nobody listens: it costs no time, and stops nothing.
"""

import smtplib
import socket
import time

from database.errors import ServerSilent

REST = 60.0  # seconds

# smtplib tells of a timeout by the third; a name server that hangs by the fourth.
SILENCE = (
    ServerSilent,
    TimeoutError,
    smtplib.SMTPServerDisconnected,
    socket.gaierror,
)


class Breaker:
    """What this process leaves alone, and until when."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def note(self, kind: str, error: BaseException) -> None:
        """Leave the kind alone if the error says that its server does not answer."""
        if isinstance(error, SILENCE):
            self._until[kind] = time.monotonic() + REST

    def rests(self, kind: str) -> bool:
        return time.monotonic() < self._until.get(kind, 0.0)

    def resting(self) -> list[str]:
        """Return the kinds that are left alone at the moment."""
        return sorted(kind for kind in list(self._until) if self.rests(kind))

    def forget(self) -> None:
        """Try everything again at once."""
        self._until.clear()


breaker = Breaker()

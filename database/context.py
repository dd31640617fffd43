"""Who acts: the user of a request, the command of a shell, the job of a worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The one whom audit columns and ledgers name."""

    user_id: UUID | None = None
    label: str = ""
    address: str | None = None


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current_actor() -> Actor:
    """Return who acts now; NOBODY outside requests, commands and jobs."""
    return _actor.get()


@contextmanager
def acting_as(
    *, user_id: UUID | None = None, label: str = "", address: str | None = None
) -> Iterator[Actor]:
    """Name the actor for everything inside the block."""
    actor = Actor(user_id=user_id, label=label[:150], address=address)
    token = _actor.set(actor)
    try:
        yield actor
    finally:
        _actor.reset(token)

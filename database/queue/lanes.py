"""Who handles which kind of message, and in which lane it is delivered.

A lane is a queue of its own within the table: its threads and workers wait for nothing
that another lane waits for. `money` moves money and orders, `mail` talks to the mail
server, `ops` is work that may take long and is a worker's alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from database.errors import KontorError
from database.models import OutboxMessage
from database.registry import Registry

Lane = OutboxMessage.Lane
# What a server process tries by itself, right after the commit.
TRIED_AT_ONCE = (Lane.MONEY, Lane.MAIL)


@dataclass(frozen=True, slots=True)
class Handler:
    """The function that delivers a kind of message, and its lane.

    `once_for_ever` keeps its delivered messages: their keys say what was done already.
    """

    run: Callable[..., Any]
    lane: Lane
    once_for_ever: bool = False


handlers: Registry[Handler] = Registry("tasks")


class UnknownKind(KontorError):
    """A message that no app handles: of a newer or an older version, perhaps."""

    def __init__(self, kind: str) -> None:
        super().__init__(_("No app handles messages of the kind “%s”.") % kind)


def handles(
    kind: str, lane: Lane, *, once_for_ever: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function that delivers messages of this kind, in this lane."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        handlers.add(kind, Handler(function, lane, once_for_ever))
        return function

    return decorate


def handler_of(kind: str) -> Handler:
    """Return who handles the kind. Raises UnknownKind."""
    if kind not in handlers:
        raise UnknownKind(kind)
    return handlers[kind]


def lane_of(kind: str) -> Lane:
    """Return the lane of the kind; what nobody handles is left to a worker."""
    return handlers[kind].lane if kind in handlers else Lane.OPS


def kept_for_ever() -> list[str]:
    """Return the kinds whose delivered messages nobody may remove."""
    return [kind for kind, handler in handlers.items() if handler.once_for_ever]


def sort_into_lanes() -> None:
    """Give messages without a lane theirs: a version without lanes queued them."""
    unsorted = OutboxMessage.objects.filter(lane="", done_at__isnull=True)
    for kind in unsorted.order_by().values_list("kind", flat=True).distinct():
        unsorted.filter(kind=kind).update(lane=lane_of(kind))

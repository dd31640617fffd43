"""Mails about orders: asked for in a transaction, sent after it, kept in a log."""

from orders.emails.kinds import KINDS, Kind
from orders.emails.queueing import mail, prepare, prepare_queued, send_again
from orders.emails.sending import as_message, compose, send

__all__ = [
    "KINDS",
    "Kind",
    "as_message",
    "compose",
    "mail",
    "prepare",
    "prepare_queued",
    "send",
    "send_again",
]
